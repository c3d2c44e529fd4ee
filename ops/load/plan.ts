import { openGraph } from '@lzstock/gateway/graph';
import { compose } from './gateway/graph/graph.ts';
import { queries } from './gateway/graph/queries.ts';
import { least, type Run, rounds } from './plan/cost.ts';
import { eventContenders } from './plan/event.ts';
import { queryContenders } from './plan/query.ts';

/** What both answer, as text. Throws where they differ. */
async function answerOf(name: string, { apollo, ours }: Readonly<Record<'apollo' | 'ours', Run>>): Promise<string> {
  const [theirs, own] = (await Promise.all([apollo(), ours()])).map((result) => JSON.stringify(result));
  if (theirs !== own) throw new Error(`expected both to answer ${name} alike`);
  return own!;
}

const graph = openGraph(compose((name) => `http://${name}`));
const asked: Record<string, Record<string, string>> = {};
for (const name of ['small', 'entities', 'heavy'] as const) {
  const runs = queryContenders(graph, queries[name]);
  const answer = await answerOf(name, runs);
  const best = await least(runs);
  asked[name] = {
    'answer KB': (answer.length / 1024).toFixed(1),
    'Apollo µs': best.apollo.toFixed(0),
    'ours µs': best.ours.toFixed(0),
    'of both: reading answers µs': best.reading.toFixed(0),
    ratio: (best.apollo / best.ours).toFixed(1),
    'ratio without reading': ((best.apollo - best.reading) / (best.ours - best.reading)).toFixed(1),
    'compiling once µs': best.compile.toFixed(0),
  };
}
const events: Record<string, Record<string, string>> = {};
for (const [name, follows] of [
  ['a quote', 'trades'],
  ['a quote, with its company', 'quotes'],
] as const) {
  const runs = eventContenders(follows);
  const answer = await answerOf(name, runs);
  const best = await least(runs);
  events[name] = {
    'answer KB': (answer.length / 1024).toFixed(1),
    'Apollo µs': best.apollo.toFixed(1),
    'ours µs': best.ours.toFixed(1),
    ratio: (best.apollo / best.ours).toFixed(1),
    'compiling once µs': best.compile.toFixed(0),
  };
}
console.log(`CPU of one run on the same plan over answers that only have to be read, best of ${rounds} rounds`);
console.table(asked);
console.log('CPU of completing an event of a stream, what is joined to it being remembered');
console.table(events);
