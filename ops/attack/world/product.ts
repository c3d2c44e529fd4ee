import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@lzstock/kit/local/free-port';
import { createLog } from '@lzstock/kit/log';
import { publicSubgraphs } from '@lzstock/schema/subgraphs';
import { startRedisServer } from '../../fault/world/redis-server.ts';
import { startConstellation } from '../../services/constellation.ts';
import { productWords } from './product-words.ts';
import { gatewayEnv, page, probe, type StartedTarget } from './start.ts';

export interface ProductOptions {
  readonly safelist: boolean;
  readonly patient: boolean;
}

/** Starts the product with every part a process of its own. Rejects where one does not come up; nothing stays running then. */
export async function startProduct({ safelist, patient }: ProductOptions): Promise<StartedTarget> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'lzstock-attack-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const logFile = join(folder, 'log');
  const errors = openSync(logFile, 'a');
  opened.defer(() => closeSync(errors));
  const webRoot = join(folder, 'web');
  await mkdir(webRoot);
  await writeFile(join(webRoot, 'index.html'), page);
  const log = createLog({ name: 'attack', level: 'warn' });
  const redis = opened.use(await startRedisServer(log));
  const [port, probePort] = await Promise.all([freePort(), freePort()]);
  const constellation = opened.use(
    await startConstellation({
      dataDir: folder,
      redisUrl: redis.url,
      gatewayPorts: [port],
      gatewayEnv: {
        ...gatewayEnv({ safelist, webRoot }),
        PUBLIC_SUBGRAPHS: publicSubgraphs.join(),
        PROBE_PORT: String(probePort),
      },
      nodeArguments: (service) => (service === 'gateway' ? ['--expose-gc', '--import', probe] : []),
      logLevel: 'warn',
      errors,
      log,
      say: () => {},
    }),
  );
  const subgraphs = Object.fromEntries(
    await Promise.all(
      Object.entries(constellation.subgraphs).map(async ([name, { listens }]) => [name, await listens] as const),
    ),
  );
  const origin = `http://127.0.0.1:${port}`;
  const owned = opened.move();
  return {
    logFile,
    target: {
      name: 'lz',
      world: 'product',
      safelist,
      origin,
      socketUrl: `${origin.replace('http', 'ws')}/graphql`,
      tailored: true,
      pid: constellation.gateways[0]!.pid,
      probeUrl: `http://127.0.0.1:${probePort}/`,
      words: await productWords(),
      subgraphs,
      another: () => Promise.reject(new Error('expected to be asked in the made-up world')),
      secrets: {},
      secretNames: [],
      inside: null,
      issuer: null,
      patient,
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
