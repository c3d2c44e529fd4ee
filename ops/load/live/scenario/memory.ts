import { startTestIssuer } from '@lzstock/kit/testing/issuer';
import { memoryOf } from '../../process-tree.ts';
import { scrape, startConstellation } from '../constellation.ts';
import { limitsSentence, withinLimits } from '../machine-limits.ts';
import { atLeast, atMost, figure, type Outcome } from '../report.ts';
import { type Load, wait } from '../world.ts';
import type { Scenario } from './scenario.ts';

const further = 9;
const tokenSeconds = 590;

/** Kilobytes of a server's process with more and more open. */
interface Measured {
  readonly empty: number;
  readonly connected: number;
  readonly one: number;
  readonly many: number;
  /** Sockets that the gateway counts in the end. */
  readonly sockets: number;
  /** How long all took to connect. */
  readonly ms: number;
}

async function measure(name: 'ours' | 'immediate', load: Load, restSeconds: number): Promise<Measured> {
  await using issuer = await startTestIssuer();
  const exp = Math.floor(Date.now() / 1_000) + tokenSeconds;
  const tokens = Array.from({ length: load.clients }, (_, index) => issuer.token({ sub: `investor-${index}`, exp }));
  const env = { JWKS_URL: issuer.jwksUrl, JWT_ISSUER: issuer.issuer, JWT_AUDIENCE: issuer.audience };
  await using world = await startConstellation(name, load, { env }, { tokens });
  const { server, clients } = world;
  const kb = async () => {
    await wait(restSeconds);
    return ((await memoryOf([server.pid]))[0]?.pssMb ?? Number.NaN) * 1024;
  };
  const empty = await kb();
  const { ms } = await clients.ask<{ readonly ms: number }>('connect');
  const connected = await kb();
  await clients.ask('subscribe first');
  const one = await kb();
  await clients.ask('subscribe one by one');
  const many = await kb();
  const sockets = name === 'ours' ? ((await scrape(server.port)).get('live_sockets') ?? 0) : load.clients;
  return { empty, connected, one, many, sockets, ms };
}

/** Memory of the gateway for each connection, and for each subscription beyond the first, beside a bare server's on the same library. */
export const memory: Scenario = {
  ids: ['L4'],
  async run({ quick, clients: wanted }): Promise<Outcome> {
    const load: Load = {
      clients: withinLimits(wanted ?? (quick ? 500 : 18_000)),
      symbolsPerClient: 1 + further,
      wide: 0,
      follows: 'quotes',
      universe: 200,
      rate: 0.2,
    };
    const restSeconds = quick ? 0.5 : 10;
    const bare = quick ? null : await measure('immediate', load, restSeconds);
    const ours = await measure('ours', load, restSeconds);
    const each = (after: number, before: number, count = 1) => (after - before) / load.clients / count;
    const row = (title: string, of: (measured: Measured) => number, kb: ((measured: Measured) => number) | null) => [
      title,
      ...[ours, bare].flatMap((measured) =>
        measured ? [figure(of(measured) / 1024), kb ? figure(kb(measured)) : ''] : ['', ''],
      ),
    ];
    const firstKb = each(ours.one, ours.empty);
    const furtherKb = each(ours.many, ours.one, further);
    return {
      tables: [
        {
          title: `L4 · ${load.clients} connections of one process, each of an investor of their own with a subscription of one symbol, then ${further} further ones`,
          columns: ['', 'MB of the gateway', 'KB for each', 'MB of bare ws', 'KB for each'],
          rows: [
            row('nobody', ({ empty }) => empty, null),
            row(
              'connected and acknowledged',
              ({ connected }) => connected,
              ({ connected, empty }) => each(connected, empty),
            ),
            row(
              'with one subscription',
              ({ one }) => one,
              ({ one, empty }) => each(one, empty),
            ),
            row(
              `with ${further} further subscriptions`,
              ({ many }) => many,
              ({ many, one }) => each(many, one, further),
            ),
          ],
        },
      ],
      goals: [
        atMost('L4', 'a connection with one subscription', firstKb, 15, 'KB'),
        atMost('L4', 'a further subscription', furtherKb, 1, 'KB'),
        atLeast('L4', 'connections of one process', ours.sockets, 18_000, ''),
      ].map((goal) => (quick ? { ...goal, met: null } : goal)),
      notes: [
        `Connected in ${figure(ours.ms / 1_000)} s, the token of each verified. Memory is the proportional set of the process, garbage included; the kernel's buffers are not in it. The bare server has no protocol and knows nobody; a subscription there is an entry of a set. ${limitsSentence()}`,
      ],
    };
  },
};
