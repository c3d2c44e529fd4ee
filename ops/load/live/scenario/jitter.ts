import { startConstellation } from '../constellation.ts';
import { type Cut, duringCut, judgeHole } from '../hole.ts';
import type { First, Seen } from '../jitter-book.ts';
import type { Passed, WayName } from '../market-ways.ts';
import { atMost, figure, type Outcome } from '../report.ts';
import { type Load, wait } from '../world.ts';
import type { Scenario } from './scenario.ts';

interface Result extends Seen {
  /** Readers that were not back in the end. */
  readonly away: number;
  /** From the moment the way was whole until a reader had all its symbols, ascending. */
  readonly backMs: readonly number[];
}

interface Passages {
  readonly told: readonly Passed[];
  readonly arrived: readonly Passed[];
}

/** Ways that are cut in turn, between two cuts of the readers' own. */
const ways: readonly WayName[] = ['market', 'channels', 'Redis'];
/** After a way is whole it takes about as long until values pass again. */
const settleMs = 4_000;
/** A value that reached the gateway this long before a reader asked is known there. */
const knownMs = 300;

const keyOf = ([symbol, epoch, seq]: Passed | readonly [string, string, number]): string => `${symbol} ${epoch} ${seq}`;

/** First values older than what the gateway had long known when they were asked for. */
function oldOnes(firsts: readonly First[], arrived: readonly Passed[]): number {
  const bySymbol = Map.groupBy(arrived, ([symbol]) => symbol);
  const isOld = ({ symbol, epoch, seq, askedAt }: First): boolean =>
    bySymbol.get(symbol)?.some(([, e, s, at]) => at < askedAt - knownMs && (e === epoch ? s > seq : e > epoch)) ??
    false;
  return firsts.filter(isOld).length;
}

function judge(seen: Result, { told, arrived }: Passages, cuts: readonly Cut[]) {
  const there = new Set(arrived.map(keyOf));
  const lost = new Set(told.filter((each) => !there.has(keyOf(each)) && duringCut(cuts, each[3], settleMs)).map(keyOf));
  const counts = { holes: 0, conflated: 0, lost: 0, announced: 0, unannounced: 0 };
  const unannounced: string[] = [];
  for (const hole of seen.holes) {
    const judged = judgeHole(hole, (...value) => lost.has(keyOf(value)));
    counts.conflated += judged.conflated * hole.count;
    if (judged.lost === 0) continue;
    counts.holes += hole.count;
    counts.lost += judged.lost * hole.count;
    counts[judged.announced ? 'announced' : 'unannounced'] += hole.count;
    if (!judged.announced)
      unannounced.push(`${hole.symbol} ${hole.epoch}/${hole.seq} → ${hole.nextEpoch}/${hole.nextSeq}`);
  }
  return { ...counts, never: lost.size, examples: unannounced.slice(0, 3) };
}

/** The readers' way is cut again and again, and so are those around market: every hole is announced, the present comes first, nothing twice or backwards. */
export const jitter: Scenario = {
  ids: ['L6'],
  async run({ quick, seconds: asked, clients: wanted }): Promise<Outcome> {
    const load: Load = {
      clients: wanted ?? (quick ? 100 : 1_000),
      symbolsPerClient: 5,
      wide: 0,
      follows: 'quotes',
      universe: 100,
      rate: 2,
    };
    const seconds = asked ?? (quick ? 12 : 160);
    const every = quick ? 3 : 15;
    const cutFor = quick ? 1 : 2;
    await using world = await startConstellation(
      'ours',
      load,
      {},
      { source: 'market', ways: true, clients: 'jitter-clients' },
    );
    const { source, clients } = world;
    source.say('hurry');
    const { whole } = await clients.ask<{ readonly whole: number }>('connect');
    await wait(2);
    const cuts: Cut[] = [];
    async function cut(name: string, act: (kind: 'cut' | 'heal') => Promise<unknown>): Promise<void> {
      const from = Date.now();
      await act('cut');
      await wait(cutFor);
      await act('heal');
      cuts.push({ way: name, from, to: Date.now() });
    }
    const begun = performance.now();
    for (let turn = 0; turn * every < seconds; turn++) {
      const due = (part: number) =>
        wait(Math.max(0, begun / 1_000 + (turn + part) * every - performance.now() / 1_000));
      await cut('readers', (kind) => clients.ask(kind));
      await due(0.5);
      const way = ways[turn % ways.length]!;
      await cut(way, (kind) => source.ask(kind, { way }));
      await due(1);
    }
    await clients.ask('back');
    await wait(settleMs / 1_000);
    const seen = await clients.ask<Result>('result');
    const passages = await source.ask<Passages>('passed');
    await source.ask('end');
    const upstream = cuts.filter(({ way }) => way !== 'readers');
    const { holes, conflated, lost, announced, unannounced, never, examples } = judge(seen, passages, upstream);
    const old = oldOnes(seen.firsts, passages.arrived);
    const back = (share: number) => (seen.backMs[Math.floor(seen.backMs.length * share)] ?? Number.NaN) / 1_000;
    return {
      goals: [
        atMost('L6', 'holes that nobody announced', unannounced, 0, ''),
        atMost('L6', 'values twice or backwards', seen.twice + seen.backwards, 0, ''),
        atMost('L6', 'first values that were not the present', old, 0, ''),
        atMost('L6', 'readers not back, operations ended', seen.away + seen.ends.length, 0, ''),
      ].map((goal) => (quick ? { ...goal, met: null } : goal)),
      notes: [
        `L6 · ${whole} of ${load.clients} readers × ${load.symbolsPerClient} of ${load.universe} symbols × ${load.rate}/s for ${seconds} s; their way cut for ${cutFor} s every ${every} s (${cuts.length - upstream.length} times), and between those in turn the way from the gateway to market, Redis' channels and all of Redis (${upstream.length} times). ${seen.delivered.toLocaleString('en')} values delivered, ${figure(never)} never reached the gateway. Holes with lost values ${figure(holes)} (${figure(lost)} values or epochs): ${figure(announced)} announced, ${figure(unannounced)} not; ${figure(conflated)} numbers conflated beside. ${seen.twice} twice, ${seen.backwards} backwards; ${seen.firsts.length.toLocaleString('en')} first values, ${old} of them not the present. Readers had everything again ${figure(back(0.5))} s (half), ${figure(back(0.99))} s (99 %) after their way was whole, waiting included.`,
        ...(seen.ends.length > 0 ? [`Ended: ${[...new Set(seen.ends)].slice(0, 3).join(' · ')}`] : []),
        ...(examples.length > 0 ? [`Not announced: ${examples.join(' · ')}`] : []),
      ],
      faults: [
        ...(seen.backwards > 0 ? [`${seen.backwards} values went backwards`] : []),
        ...(never === 0 ? ['nothing was lost on the way to the gateway: the cuts did not work'] : []),
      ],
    };
  },
};
