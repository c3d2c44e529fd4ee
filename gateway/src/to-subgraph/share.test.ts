import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Heard } from './answer.ts';
import { shareQueries } from './share.ts';
import { type SubgraphCall, Unanswered } from './transport.ts';

const body = '{"query":"{ a }"}';
const call = (change: Partial<SubgraphCall> = {}): SubgraphCall => ({
  body,
  claims: null,
  kind: 'query',
  dueAt: performance.now() + 60_000,
  signal: new AbortController().signal,
  ...change,
});
const heard = (value: number): Heard => ({ answer: { data: { a: value } } });

function shared() {
  const sent: { call: SubgraphCall; answer: (heard: Heard) => void; fail: (error: unknown) => void }[] = [];
  const counted = { shared: 0 };
  const send = shareQueries({
    deadlineMs: 60_000,
    shared: () => counted.shared++,
    send: (one) => new Promise((answer, fail) => sent.push({ call: one, answer, fail })),
  });
  return { sent, counted, send };
}

describe('identical queries under way', () => {
  it('are sent once, and each is told that others hold the answer', async () => {
    const { sent, counted, send } = shared();
    const both = [send(call()), send(call())];
    sent[0]!.answer(heard(1));
    const [one, two] = await Promise.all(both);
    expect([sent.length, counted.shared]).toEqual([1, 1]);
    expect(one!.answer).toEqual({ data: { a: 1 }, shared: true });
    expect(two!.answer).toEqual(one!.answer);
  });

  it('give the answer to the only one who still waits for his own', async () => {
    const { sent, send } = shared();
    const leaving = new AbortController();
    const left = send(call({ signal: leaving.signal }));
    const stays = send(call());
    leaving.abort(new Unanswered('left', 'gone'));
    sent[0]!.answer(heard(1));
    await expect(left).rejects.toThrow('gone');
    expect((await stays).answer).toEqual({ data: { a: 1 } });
  });

  it.each([
    ['of another viewer', { claims: 'YW5uYQ' }],
    ['with another body', { body: '{"query":"{ b }"}' }],
    ['of a viewer whose name looks like a body', { claims: 'a', body: `b\n${body}` }],
    ['that are mutations', { kind: 'mutation' as const }],
  ])('do not serve those %s', async (_what, change) => {
    const { sent, send } = shared();
    void send(call());
    void send(call(change));
    expect(sent).toHaveLength(2);
  });

  it('are sent twice where two mutations are the same', () => {
    const { sent, send } = shared();
    void send(call({ kind: 'mutation' }));
    void send(call({ kind: 'mutation' }));
    expect(sent).toHaveLength(2);
  });

  it('do not serve one that comes after a mutation was answered', async () => {
    const { sent, send } = shared();
    const before = send(call());
    const mutation = send(call({ kind: 'mutation' }));
    const between = send(call());
    sent[1]!.answer(heard(9));
    await mutation;
    const after = send(call());
    expect(sent).toHaveLength(4);
    sent[0]!.answer(heard(1));
    sent[2]!.answer(heard(2));
    sent[3]!.answer(heard(3));
    const answers = await Promise.all([before, between, after]);
    expect(answers.map(({ answer }) => answer.data?.a)).toEqual([1, 2, 3]);
  });

  it('go on while one who waits leaves, and end with the last', async () => {
    const { sent, send } = shared();
    const leaving = [new AbortController(), new AbortController()];
    const waits = leaving.map(({ signal }) => send(call({ signal })));
    const left = new Unanswered('left', 'gone');
    leaving[0]!.abort(left);
    await expect(waits[0]).rejects.toBe(left);
    expect(sent[0]!.call.signal.aborted).toBe(false);
    leaving[1]!.abort(left);
    await expect(waits[1]).rejects.toBe(left);
    expect(sent[0]!.call.signal.reason).toBe(left);
    void send(call());
    expect(sent).toHaveLength(2);
  });

  it('are given up when the one that is sent had its time, however late the last of them came', async () => {
    const sent: SubgraphCall[] = [];
    const send = shareQueries({
      deadlineMs: 200,
      shared: () => {},
      send: (one) =>
        new Promise((_answer, fail) => {
          sent.push(one);
          one.signal.addEventListener('abort', () => fail(one.signal.reason));
        }),
    });
    const begun = performance.now();
    void send(call()).catch(() => {});
    await wait(100);
    await expect(send(call())).rejects.toMatchObject({ reason: 'late' });
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(sent).toHaveLength(1);
    expect(sent[0]!.dueAt - begun).toBeLessThan(290);
  });

  it.each(['query', 'mutation'] as const)('are not sent for who left before, be it a %s', async (kind) => {
    const { sent, counted, send } = shared();
    const left = new Unanswered('left', 'gone');
    const gone = call({ kind, signal: AbortSignal.abort(left) });
    await expect(send(gone)).rejects.toBe(left);
    expect(sent).toHaveLength(0);
    void send(call());
    await expect(send(gone)).rejects.toBe(left);
    expect([sent.length, counted.shared]).toEqual([1, 0]);
  });

  it('hold no mutation that is given up while it stands in a queue', async () => {
    const { sent, send } = shared();
    const leaving = new AbortController();
    const mutation = send(call({ kind: 'mutation', signal: leaving.signal }));
    const left = new Unanswered('left', 'gone');
    leaving.abort(left);
    await expect(mutation).rejects.toBe(left);
    expect(sent).toHaveLength(1);
  });

  it('fail together, and the next one is sent', async () => {
    const { sent, send } = shared();
    const both = [send(call()), send(call())];
    sent[0]!.fail(new Unanswered('unreachable', 'away'));
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    void send(call());
    expect(sent).toHaveLength(2);
  });
});
