import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

/** Bytes of what a browser loads, minified and compressed, of everything the library exports. */
const root = fileURLToPath(new URL('..', import.meta.url));

async function bundle(external: readonly string[]): Promise<string> {
  const files = globSync('src/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
  const entry = files.map((file) => `export * from '${root}${file}';`).join('\n');
  const built = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'everything',
        resolveId: (id) => (id === 'everything' ? id : null),
        load: (id) => (id === 'everything' ? entry : null),
      },
    ],
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: 'everything',
        external: [...external],
        preserveEntrySignatures: 'strict',
        output: { format: 'es', minify: true },
      },
    },
  });
  const [result] = [built].flat();
  if (!result || !('output' in result)) throw new Error('expected a bundle, came none');
  return result.output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('');
}

const size = (code: string) => ({ minified: code.length, gzip: gzipSync(code).length });
const own = await bundle(['graphql-ws/client']);
const whole = await bundle([]);
console.log(JSON.stringify({ own: size(own), withClient: size(whole), imports: own.match(/from\s*["'][^"']+["']/g) }));
