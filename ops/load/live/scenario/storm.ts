import { startConstellation } from '../constellation.ts';
import { startServer } from '../processes.ts';
import { atMost, figure, type Outcome } from '../report.ts';
import { type Load, wait } from '../world.ts';
import type { Scenario } from './scenario.ts';

/** What differs from one statement to the next of the same kind. */
const shapeOf = (statement: string): string =>
  statement
    .replace(/\s+/g, ' ')
    .replace(/'[^']*'|\$\d+/g, '?')
    .replace(/\?(, ?\?)+/g, '?…')
    .slice(0, 90);

/** The most frequent kinds of statements, with how often. */
function kinds(statements: readonly string[]): string {
  const counts = [...Map.groupBy(statements, shapeOf)].sort(([, a], [, b]) => b.length - a.length);
  return counts
    .slice(0, 6)
    .map(([shape, { length }]) => `${length} × ${shape}`)
    .join(' · ');
}

/** The gateway is killed under all its readers, who come back with full jitter, as the web app does. */
export const storm: Scenario = {
  ids: ['L5'],
  async run({ quick, clients: wanted }): Promise<Outcome> {
    const load: Load = {
      clients: wanted ?? (quick ? 200 : 5_000),
      symbolsPerClient: 20,
      wide: 0,
      follows: 'quotes',
      universe: 200,
      rate: quick ? 0.5 : 2,
    };
    await using world = await startConstellation('ours', load, {}, { source: 'market', companies: 'real' });
    const { source, server, clients, urls } = world;
    const noted = async () => (await source.ask<{ readonly statements: string[] }>('statements')).statements;
    await clients.ask('connect');
    await clients.ask('subscribe');
    source.say('hurry');
    await wait(2);
    const calmSeconds = quick ? 2 : 10;
    await noted();
    await wait(calmSeconds);
    const usual = (await noted()).length / calmSeconds;
    await clients.ask('come back when lost');
    const killedAt = performance.now() + performance.timeOrigin;
    const back = clients.ask<{ readonly whole: number; readonly at: number[] }>('back');
    await server.kill();
    await using again = await startServer('ours', { urls, load, port: server.port });
    const upAfter = performance.now() + performance.timeOrigin - killedAt;
    const { whole, at } = await back;
    const statements = await noted();
    const lasted = (performance.now() + performance.timeOrigin - killedAt) / 1_000;
    const seconds = at.map((each) => (each - killedAt) / 1_000).sort((a, b) => a - b);
    const share = (part: number) => seconds[Math.ceil(load.clients * part) - 1] ?? Number.POSITIVE_INFINITY;
    await source.ask('end');
    return {
      goals: [
        atMost('L5', '95 % live again', share(0.95), 4, 's'),
        atMost('L5', 'all live again', share(1), 10, 's'),
        atMost('L5', 'SQL statements meanwhile', statements.length, 50, ''),
      ].map((goal) => (quick ? { ...goal, met: null } : goal)),
      notes: [
        `L5 · ${load.clients} × ${load.symbolsPerClient} on process ${again.pid}: listened again ${figure(upAfter / 1_000)} s after the kill; half were live after ${figure(share(0.5))} s, ${whole} in the end. Companies, market, PostgreSQL and Redis are real, the feed is not; statements are counted on the wire for the ${figure(lasted)} s, transactions and what runs anyway (${figure(usual)}/s before) included. LIMITS=off, since all come from one address.`,
        `Statements: ${kinds(statements)}`,
      ],
    };
  },
};
