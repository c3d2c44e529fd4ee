import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cases } from '../conformance/cases.ts';
import { lineOf, runConformance, type Verdict } from '../conformance/run.ts';
import { defaults } from '../conformance/server.ts';
import { type SmallGraph, startSmallGraph } from './small-graph.ts';
import { startStockServer } from './stock-server.ts';

const slow = ['bound/half-open', 'bound/no-goodbye', 'bound/no-goodbye-after-failure'];
const failed = (verdicts: readonly Verdict[]) => verdicts.filter(({ outcome }) => outcome === 'fail');
const skipped = (verdicts: readonly Verdict[]) =>
  verdicts.filter(({ outcome }) => outcome === 'skip').map(({ id }) => id);

describe('the conformance suite', () => {
  it('has a name of its own and a sentence for each of its cases', () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    expect(cases.filter(({ rule }) => !/^\S.*\.$/.test(rule))).toEqual([]);
    expect(cases.filter(({ level }) => level === 'MUST').length).toBeGreaterThan(40);
  });
});

describe('the gateway', () => {
  let graph: SmallGraph;

  beforeAll(async () => {
    graph = await startSmallGraph();
  });
  afterAll(async () => {
    await graph[Symbol.asyncDispose]();
  });

  it('keeps every rule of graphql-transport-ws, and nothing of any case stays open', async () => {
    await using gateway = await graph.gateway(0);
    using _ticking = graph.counters.tick('a', 50);
    const verdicts = await runConformance({
      ...defaults,
      url: gateway.url.replace('http:', 'ws:'),
      mutation: 'mutation { add(id: "b") { count label } }',
      subscription: 'subscription { counts(ids: ["a"]) { count label } }',
      endingSubscription: 'subscription { countdown(from: 3) { left } }',
    });
    expect(failed(verdicts).map(lineOf)).toEqual([]);
    expect(skipped(verdicts)).toEqual(slow);
    await graph.quiet(gateway);
  });
});

describe('stock graphql-ws', () => {
  /**
   * It parses while it handles the message and takes the thrown syntax error for a fault of its own: the socket, with every other operation on it, is
   * closed with 4500. Its documentation leaves parsing to `onSubscribe`.
   */
  const closesForSyntax = ['operation/syntax', 'operation/empty-query'];

  /** SHOULDs: it closes with 4500 where a client sends a server's message, reads binary frames as text, and `ws` takes 100 MiB where nothing is said. */
  const manners = [
    'malformed/client-sends-connection_ack',
    'malformed/client-sends-next',
    'malformed/client-sends-error',
    'malformed/binary-json',
    'bound/long-message',
    'bound/long-fragments',
  ];

  it('keeps every rule too, but for those named here', async () => {
    const silent = silenceConsole();
    await using stock = await startStockServer();
    try {
      const verdicts = await runConformance({
        ...defaults,
        url: stock.url,
        patience: 3_000,
        mutation: 'mutation { __typename }',
        subscription: 'subscription { ticks }',
        endingSubscription: 'subscription { countdown(from: 3) }',
      });
      const broken = failed(verdicts);
      expect(broken.filter(({ level }) => level === 'MUST').map(({ id }) => id)).toEqual(closesForSyntax);
      expect(broken.filter(({ level }) => level === 'SHOULD').map(({ id }) => id)).toEqual(manners);
      expect(skipped(verdicts)).toEqual(slow);
    } finally {
      silent();
    }
  });
});

/** graphql-ws tells the console about each of its faults. */
function silenceConsole(): () => void {
  const { error, warn } = console;
  console.error = () => {};
  console.warn = () => {};
  return () => Object.assign(console, { error, warn });
}
