import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Load, told } from './live/world.ts';
import { cpuSeconds, memoryOf } from './process-tree.ts';

/**
 * `npm run bench:live`: CPU of a server per delivered value, side by side in one run: stock graphql-ws with PubSub, our live room, and bare prebuilt
 * frames as the limit. The server alone is on the first core, subgraphs and clients on the second, where `taskset` and a second core exist.
 */
const { values: args } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    clients: { type: 'string', default: '1000' },
    symbols: { type: 'string', default: '20' },
    rate: { type: 'string', default: '2' },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
  },
});

const load: Load = {
  clients: Number(args.clients),
  symbolsPerClient: Number(args.symbols),
  universe: 200,
  rate: Number(args.rate),
  seconds: Number(args.seconds ?? (args.quick ? 6 : 20)),
};
const rounds = Number(args.rounds ?? (args.quick ? 1 : 3));
const pinned = availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0;

const file = (name: string): string => fileURLToPath(new URL(`./live/${name}.ts`, import.meta.url));

function start(name: string, core: 0 | 1): ChildProcess {
  const command = [process.execPath, '--no-warnings', file(name)];
  const [program, ...rest] = pinned ? ['taskset', '-c', String(core), ...command] : command;
  return spawn(program!, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));

interface Measured {
  readonly delivered: number;
  readonly cpu: number;
  readonly p50: number;
  readonly p99: number;
  readonly connectMs: number;
  readonly memoryMb: number;
}

async function measure(name: string): Promise<Measured> {
  const source = start('source', 1);
  const server = start(name, 0);
  const clients = start('clients', 1);
  try {
    source.send({ kind: 'begin', load });
    const { urls } = await told<{ readonly urls: object }>(source, 'ready');
    server.send({ kind: 'begin', urls });
    const { port } = await told<{ readonly port: number }>(server, 'ready');
    clients.send({ kind: 'begin', load, port });
    const { connectMs } = await told<{ readonly connectMs: number }>(clients, 'ready');
    source.send({ kind: 'hurry' });
    await wait(1);
    clients.send({ kind: 'measure' });
    const before = await cpuSeconds(server.pid!);
    await wait(load.seconds);
    const cpu = (await cpuSeconds(server.pid!)) - before;
    clients.send({ kind: 'stop' });
    const result = await told<Pick<Measured, 'delivered' | 'p50' | 'p99'>>(clients, 'result');
    const [memory] = await memoryOf([server.pid!]);
    return { ...result, cpu, connectMs, memoryMb: memory?.pssMb ?? Number.NaN };
  } finally {
    for (const child of [clients, server, source]) child.kill('SIGKILL');
  }
}

const servers = { stock: 'stock graphql-ws + PubSub', ours: 'the live room, federated', raw: 'bare frames, batched' };
const measured = new Map<string, Measured[]>(Object.keys(servers).map((name) => [name, []]));
for (let round = 1; round <= rounds; round++) {
  for (const name of Object.keys(servers)) measured.get(name)!.push(await measure(name));
}

const median = (name: string, of: (one: Measured) => number): number =>
  measured
    .get(name)!
    .map(of)
    .sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
const perMessage = (name: string): number => median(name, ({ cpu, delivered }) => (cpu / delivered) * 1e6);

const asked = load.clients * load.symbolsPerClient * load.rate;
console.log(
  `${load.clients} clients × ${load.symbolsPerClient} symbols × ${load.rate}/s = ${asked} values/s asked for, ${load.seconds} s, ${rounds} round(s), median`,
);
console.log(
  `${cpus()[0]?.model} · ${availableParallelism()} cores · node ${process.version} · ${pinned ? 'server alone on core 0' : 'not pinned'} · ${new Date().toISOString().slice(0, 10)}\n`,
);
console.log('| server | CPU µs/value | values/s | of core 0 | p50 ms | p99 ms | all subscribed in | memory |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const [name, title] of Object.entries(servers)) {
  const row = [
    title,
    perMessage(name).toFixed(2),
    Math.round(median(name, ({ delivered }) => delivered / load.seconds)).toLocaleString('en'),
    `${Math.round(median(name, ({ cpu }) => cpu / load.seconds) * 100)} %`,
    median(name, ({ p50 }) => p50).toFixed(0),
    median(name, ({ p99 }) => p99).toFixed(0),
    `${(median(name, ({ connectMs }) => connectMs) / 1_000).toFixed(1)} s`,
    `${median(name, ({ memoryMb }) => memoryMb).toFixed(0)} MB`,
  ];
  console.log(`| ${row.join(' | ')} |`);
}
console.log(
  `\nstock / ours: ${(perMessage('stock') / perMessage('ours')).toFixed(1)}×   ours / bare frames: ${(perMessage('ours') / perMessage('raw')).toFixed(2)}×`,
);
