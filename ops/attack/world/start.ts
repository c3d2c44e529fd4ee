import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@lzstock/kit/local/free-port';
import { createLog } from '@lzstock/kit/log';
import { newSubgraphKey } from '@lzstock/kit/signature/signature';
import { hashOf } from '@lzstock/kit/stored/stored-text';
import { startRedisServer } from '../../fault/world/redis-server.ts';
import { type Service, startService } from '../../services/service.ts';
import { startIssuer } from './issuer.ts';
import { composeLibrary, type LibrarySubgraph, libraryWords, subgraphNames } from './library/graph.ts';
import { libraryTexts } from './library/operations.ts';
import type { Target, TargetName } from './target.ts';

export interface StartOptions {
  readonly target: TargetName;
  readonly safelist: boolean;
  readonly patient: boolean;
}

export interface StartedTarget extends AsyncDisposable {
  readonly target: Target;
  /** File that takes what the processes log. */
  readonly logFile: string;
}

interface Started {
  readonly service: Service;
  readonly origin: string;
  readonly socketUrl: string;
}

/** What the library's own page tells. */
interface Told {
  readonly urls: Record<LibrarySubgraph, string>;
  readonly heard: boolean;
  readonly logins: number;
}

/** Page of another origin that may call. */
export const friendlyOrigin = 'https://app.library.example';

/** Loaded into every target. */
export const probe = fileURLToPath(new URL('./loop-probe.ts', import.meta.url));
/** A web app of one page. */
export const page = '<!doctype html><html lang="en"><title>Library</title><body>The library';

/** What the environment of a gateway on trial says beside its addresses. */
export const gatewayEnv = ({ safelist, webRoot }: { readonly safelist: boolean; readonly webRoot: string }) => ({
  SAFELIST: safelist ? 'on' : 'off',
  INTROSPECTION: 'off',
  ALLOWED_ORIGINS: friendlyOrigin,
  WEB_ROOT: webRoot,
});

/** Starts the library's subgraphs and the target over them, a process each. Rejects where one does not come up; nothing stays running then. */
export async function startLibrary({ target: name, safelist, patient }: StartOptions): Promise<StartedTarget> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'lzstock-attack-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const logFile = join(folder, 'log');
  const errors = openSync(logFile, 'a');
  opened.defer(() => closeSync(errors));
  const say = () => {};

  const secrets: Record<string, string> =
    name === 'stock' ? {} : { [subgraphNames.shelves]: newSubgraphKey(), [subgraphNames.readers]: newSubgraphKey() };
  const SUBGRAPH_SECRETS = Object.entries(secrets)
    .map((pair) => pair.join('='))
    .join();
  const library = opened.use(
    startService({ name: 'library', main: 'ops/attack/world/library/main.ts', env: { SUBGRAPH_SECRETS }, errors, say }),
  );
  const libraryUrl = await library.listens;
  const look = async (text = ''): Promise<Told> =>
    (await (await fetch(libraryUrl, { method: 'POST', body: text })).json()) as Told;
  const { urls } = await look();
  const supergraphSdl = composeLibrary(urls, name === 'lz');
  const supergraph = join(folder, 'supergraph.graphql');
  await writeFile(supergraph, supergraphSdl);
  await mkdir(join(folder, 'web'));
  await writeFile(join(folder, 'web', 'index.html'), page);
  const issuer = opened.use(await startIssuer());
  const redis = name === 'lz' ? opened.use(await startRedisServer(createLog({ name: 'attack', level: 'warn' }))) : null;

  const operations = join(folder, 'operations.json');
  await writeFile(operations, JSON.stringify(Object.fromEntries(libraryTexts.map((text) => [hashOf(text), text]))));

  const main = { stock: 'ops/attack/world/stock-main.ts', lz: 'gateway/src/main.ts' }[name];
  async function start(own: Readonly<Record<string, string>>, nodeArguments: readonly string[] = []): Promise<Started> {
    const [port, socketPort] = await Promise.all([freePort(), freePort()]);
    const always = { SUPERGRAPH: supergraph, PORT: String(port), NODE_ENV: 'production' };
    const env = {
      stock: { SOCKET_PORT: String(socketPort) },
      lz: {
        ...gatewayEnv({ safelist, webRoot: join(folder, 'web') }),
        OPERATIONS: operations,
        SUBGRAPH_SECRETS,
        JWKS_URL: issuer.jwksUrl,
        JWT_ISSUER: issuer.issuer,
        JWT_AUDIENCE: issuer.audience,
        LOG_LEVEL: 'warn',
      },
    } satisfies Record<TargetName, Record<string, string>>;
    const service = startService({ name, main, env: { ...always, ...env[name], ...own }, nodeArguments, errors, say });
    await service.listens.catch(async (error: Error) => {
      await service[Symbol.asyncDispose]();
      throw new Error(`${error.message}: ${(await readFile(logFile, 'utf8')).slice(-2_000)}`);
    });
    return {
      service,
      origin: `http://127.0.0.1:${port}`,
      socketUrl: `ws://127.0.0.1:${name === 'stock' ? socketPort : port}/graphql`,
    };
  }
  const probePort = await freePort();
  const own = { PROBE_PORT: String(probePort), ...(redis && { REDIS_URL: redis.url }) };
  const { service, origin, socketUrl } = await start(own, ['--expose-gc', '--import', probe]);
  opened.use(service);

  const owned = opened.move();
  return {
    logFile,
    target: {
      name,
      world: 'made-up',
      safelist: name === 'lz' && safelist,
      origin,
      socketUrl,
      tailored: true,
      async another(redisUrl) {
        const more = await start({ REDIS_URL: redisUrl });
        return { origin: more.origin, [Symbol.asyncDispose]: () => more.service[Symbol.asyncDispose]() };
      },
      pid: service.pid,
      probeUrl: `http://127.0.0.1:${probePort}/`,
      words: libraryWords(supergraphSdl),
      subgraphs: Object.fromEntries(
        Object.entries(urls).map(([part, url]) => [subgraphNames[part as LibrarySubgraph], url]),
      ),
      secrets,
      secretNames: Object.values(subgraphNames),
      inside: {
        heard: async (text) => (await look(text)).heard,
        logins: async () => (await look()).logins,
      },
      issuer,
      patient,
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
