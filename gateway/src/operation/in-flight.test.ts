import { describe, expect, it } from '@jest/globals';
import { visitor } from '@lzstock/kit/viewer';
import type { ChosenOperation } from './choose.ts';
import { createInFlight } from './in-flight.ts';
import type { OperationContext, OperationRequest } from './operation.ts';

const [one, other] = [{}, {}] as ChosenOperation[];

function world() {
  const inFlight = createInFlight<number>();
  const ends: PromiseWithResolvers<number>[] = [];
  const ask = (
    chosen = one!,
    request: OperationRequest = { variables: { a: 1 } },
    context: OperationContext = { viewer: visitor },
  ) =>
    inFlight(chosen, request, context, () => {
      const end = Promise.withResolvers<number>();
      ends.push(end);
      return end.promise;
    });
  return { ask, ends };
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

  it('is not shared with one who may leave', () => {
    const { ask, ends } = world();
    ask(one, {}, { viewer: visitor, signal: new AbortController().signal });
    ask(one, {}, { viewer: visitor, signal: new AbortController().signal });
    expect(ends).toHaveLength(2);
  });
});
