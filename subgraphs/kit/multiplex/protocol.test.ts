import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newSubgraphKey } from '../signature/signature.ts';
import {
  answerMessage,
  cancelItem,
  createSeal,
  createUnseal,
  type MultiplexAnswer,
  readAnswers,
  readRequests,
  requestItem,
} from './protocol.ts';

const id = fc.integer({ min: 1, max: 2 ** 40 });
const text = fc.string({ unit: 'grapheme', maxLength: 40 });

describe('answers in one message', () => {
  it('come out as they went in, whatever their texts are', () => {
    const one = fc.oneof(
      fc.record({ id, text }),
      fc.record({ id, shortfall: fc.constantFrom('too large' as const, 'full' as const) }),
    );
    fc.assert(
      fc.property(fc.array(one, { maxLength: 20 }), (answers: MultiplexAnswer[]) => {
        const carried = Buffer.from(answerMessage(answers)).toString('utf8');
        expect(readAnswers(carried)).toEqual(answers);
      }),
    );
  });

  it.each(['', '[]', '[[1,2]]\na', '[[1,2]]\nabc', '[[1,-1]]\n', '[[1,"x"]]\n', '{}\n', '[1]\n', '[["1",0]]\n'])(
    'that do not add up as "%s" are none',
    (message) => {
      expect(() => readAnswers(message)).toThrow();
    },
  );
});

describe('requests in one message', () => {
  it('come out as they went in', () => {
    const requests = [
      { id: 1, patienceMs: 1_500, claims: null, traceparent: null, body: { query: '{ a }' } },
      {
        id: 2,
        patienceMs: 20,
        claims: 'YW5uYQ',
        traceparent: '00-1-2-01',
        body: { query: '{ b }', variables: { x: '"]' } },
      },
    ];
    const items = requests.map((request) => requestItem({ ...request, body: JSON.stringify(request.body) }));
    expect(readRequests(`[${[...items, cancelItem(1)].join(',')}]`)).toEqual([...requests, 1]);
  });

  it.each([
    '',
    '{}',
    '[1]',
    '[[]]',
    '[["1"]]',
    '[[1,2]]',
    '[[1,"2",null,null,{}]]',
    '[[1,2,3,null,{}]]',
    '[[1,2,null,3,{}]]',
  ])('that are "%s" are none', (message) => {
    expect(() => readRequests(message)).toThrow();
  });
});

describe('a sealed message', () => {
  const key = newSubgraphKey();
  const next = newSubgraphKey();
  const both = (by = key, keys = [key]) => ({
    seal: createSeal(by, 'signature', 'nonce'),
    unseal: createUnseal(keys, 'signature', 'nonce'),
  });
  const bytes = (sealed: string) => Buffer.from(sealed);

  it('opens once, in its place', () => {
    const { seal, unseal } = both();
    const [one, two] = [seal('é1'), seal('é2')];
    expect([unseal(bytes(one)), unseal(bytes(two))]).toEqual(['é1', 'é2']);
    expect(unseal(bytes(two))).toBeNull();
  });

  it('does not open before the one that was sent before it', () => {
    const { seal, unseal } = both();
    seal('1');
    expect(unseal(bytes(seal('2')))).toBeNull();
  });

  it('opens with either of two keys', () => {
    const { seal, unseal } = both(next, [key, next]);
    expect([unseal(bytes(seal('1'))), unseal(bytes(seal('2')))]).toEqual(['1', '2']);
  });

  it.each([
    ['by another key', createSeal(next, 'signature', 'nonce')],
    ['for another connection of the same gateway', createSeal(key, 'other', 'nonce')],
    ['for the connection that was opened with the same signature before', createSeal(key, 'signature', 'other')],
    ['by nobody', (text: string) => text],
  ])('does not open when it was sealed %s', (_what, seal) => {
    expect(both().unseal(bytes(seal('[[1,1500,null,null,{"query":"{ a }"}]]')))).toBeNull();
  });

  it('does not open when it was changed', () => {
    const { seal, unseal } = both();
    expect(unseal(bytes(seal('anna').replace('anna', 'bert')))).toBeNull();
  });
});
