import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

/** Files whose names tell their content: the page is not among them, and what was written beside it would outlive it. */
const compressible = /^assets\/.*\.(css|js|json|svg)$/;
/** Bytes below which compression saves no packet. */
const smallest = 1_024;

const codings = {
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gz: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }),
} as const;

/** Writes `.br` and `.gz` beside what compresses, so that the gateway sends it without any work. */
export function compressed(): Plugin {
  return {
    name: 'lzstock:compressed',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      const written = Object.values(bundle).filter(({ fileName }) => compressible.test(fileName));
      await Promise.all(
        written.map(async (output) => {
          const bytes = Buffer.from(output.type === 'chunk' ? output.code : output.source);
          if (!dir || bytes.length < smallest) return;
          for (const [extension, compress] of Object.entries(codings))
            await writeFile(join(dir, `${output.fileName}.${extension}`), await compress(bytes));
        }),
      );
    },
  };
}
