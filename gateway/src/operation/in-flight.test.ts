import { describe, expect, it } from '@jest/globals';
import { visitor } from '@lzstock/kit/viewer';
import type { ChosenOperation } from './choose.ts';
import { createInFlight } from './in-flight.ts';
import { Leaving } from './leaving.ts';
import type { OperationContext, OperationRequest } from './operation.ts';

const [one, other] = [{}, {}] as ChosenOperation[];

function world() {
  const inFlight = createInFlight<number>();
  const contexts: OperationContext[] = [];
  const ends: PromiseWithResolvers<number>[] = [];
  const ask = (
    chosen = one!,
    request: OperationRequest = { variables: { a: 1 } },
    context: OperationContext = { viewer: visitor },
  ) =>
    inFlight.share(chosen, request, context, (within) => {
      contexts.push(within);
      const end = Promise.withResolvers<number>();
      ends.push(end);
      return end.promise;
    });
  return { ask, ends, contexts, renew: inFlight.renew };
}

describe('a query under way', () => {
  it('is run once for all who ask for the same', async () => {
    const { ask, ends } = world();
    const answers = Promise.all([ask(), ask(), ask()]);
    ends[0]!.resolve(7);
    expect(await answers).toEqual([7, 7, 7]);
    expect(ends).toHaveLength(1);
  });

  it('is run anew when the one before has ended, well or not', async () => {
    const { ask, ends } = world();
    const first = ask();
    ends[0]!.reject(new Error('no'));
    await expect(first).rejects.toThrow('no');
    ask();
    expect(ends).toHaveLength(2);
  });

  it('is not shared with another operation, other variables or another viewer', () => {
    const { ask, ends } = world();
    ask();
    ask(other);
    ask(one, { variables: { a: 2 } });
    ask(one, { variables: { a: 1 } }, { viewer: { ...visitor, id: 'a' } });
    ask(one, { variables: { a: 1 } }, { viewer: { ...visitor, id: 'b' } });
    expect(ends).toHaveLength(5);
  });

  it('is told by what it was read from, which nothing else can be taken for', () => {
    const { ask, ends } = world();
    const source = '{"query":"{a}","variables":{"a":1}}';
    ask(one, { variables: { a: 1 }, source });
    ask(one, { variables: { a: 1 }, source });
    expect(ends).toHaveLength(1);
    ask(one, { variables: JSON.parse(source) });
    ask(one, { variables: { a: 1 }, source }, { viewer: { ...visitor, id: 'a' } });
    ask(one, { variables: { a: 1 }, source }, { viewer: { ...visitor, id: 'b' } });
    expect(ends).toHaveLength(4);
  });

  it('is not shared with one who wants the answer by a time of its own', () => {
    const { ask, ends } = world();
    ask();
    ask(one, { variables: { a: 1 } }, { viewer: visitor, dueAt: performance.now() + 50 });
    ask(one, { variables: { a: 1 } }, { viewer: visitor, dueAt: performance.now() + 50 });
    expect(ends).toHaveLength(3);
  });

  it('is not shared with one who comes after a mutation', async () => {
    const { ask, ends, renew } = world();
    const before = ask();
    renew();
    const [after, also] = [ask(), ask()];
    expect(ends).toHaveLength(2);
    ends[0]!.resolve(1);
    ends[1]!.resolve(2);
    expect(await Promise.all([before, after, also])).toEqual([1, 2, 2]);
    ask();
    expect(ends).toHaveLength(3);
  });

  it('goes on for those who stay when one leaves, and ends with the last', async () => {
    const { ask, ends, contexts } = world();
    const leaving = Array.from({ length: 3 }, () => new Leaving());
    const asked = leaving.map((signal) => ask(one, {}, { viewer: visitor, signal }));
    expect(ends).toHaveLength(1);
    leaving[0]!.leave();
    leaving[2]!.leave();
    await expect(asked[0]).rejects.toBe(leaving[0]!.reason);
    await expect(asked[2]).rejects.toBe(leaving[2]!.reason);
    expect(contexts[0]!.signal!.aborted).toBe(false);
    leaving[1]!.leave();
    await expect(asked[1]).rejects.toBe(leaving[1]!.reason);
    expect(contexts[0]!.signal!.aborted).toBe(true);
    ask(one, {}, { viewer: visitor, signal: new Leaving() });
    expect(ends).toHaveLength(2);
  });

  it('answers those who stay, and is not ended by one who cannot leave', async () => {
    const { ask, ends, contexts } = world();
    const leaving = new Leaving();
    const left = ask(one, {}, { viewer: visitor, signal: leaving });
    const stays = ask(one, {}, { viewer: visitor });
    leaving.leave();
    await expect(left).rejects.toBe(leaving.reason);
    expect(contexts[0]!.signal!.aborted).toBe(false);
    ends[0]!.resolve(7);
    expect(await stays).toBe(7);
  });

  it.each([undefined, 60_000])('is not run for one who had left before and wants it by %s', async (dueAt) => {
    const { ask, ends } = world();
    const leaving = new Leaving();
    leaving.leave();
    await expect(ask(one, {}, { viewer: visitor, signal: leaving, dueAt })).rejects.toBe(leaving.reason);
    expect(ends).toHaveLength(0);
  });
});
