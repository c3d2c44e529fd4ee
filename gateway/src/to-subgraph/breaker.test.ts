import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type Breaker, type BreakerState, createBreaker } from './breaker.ts';
import { Unanswered } from './transport.ts';

const away = () => Promise.reject(new Unanswered('unreachable', 'away'));
const there = () => Promise.resolve('there');

function breaker() {
  const changes: BreakerState[] = [];
  const probes = { sent: 0, answer: away as () => Promise<unknown> };
  const own: Breaker = createBreaker({
    random: () => 1,
    changed: (state) => changes.push(state),
    probe: () => {
      probes.sent++;
      return probes.answer();
    },
  });
  return { own, changes, probes };
}

async function fail(own: Breaker, times: number): Promise<void> {
  for (let n = 0; n < times; n++) await own.run(away).catch(() => {});
}

describe('a breaker', () => {
  afterEach(() => void jest.useRealTimers());

  it('opens within twenty calls, whatever was before, and rejects at once then', async () => {
    const { own } = breaker();
    for (let n = 0; n < 1_000; n++) await own.run(there);
    await fail(own, 20);
    await expect(own.run(there)).rejects.toMatchObject({ reason: 'open' });
    own[Symbol.dispose]();
  });

  it('opens where calls are few and none is answered for two seconds', async () => {
    jest.useFakeTimers();
    const { own } = breaker();
    await own.run(there);
    await fail(own, 2);
    await jest.advanceTimersByTimeAsync(1_999);
    await fail(own, 1);
    expect(own.state).toBe(0);
    await jest.advanceTimersByTimeAsync(1);
    await own.run(there);
    await fail(own, 2);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(own.state).toBe(0);
    await fail(own, 1);
    expect(own.state).toBe(2);
    own[Symbol.dispose]();
  });

  it('stays closed while half of the calls are answered', async () => {
    const { own } = breaker();
    for (let n = 0; n < 100; n++) {
      await own.run(there);
      await fail(own, 1);
    }
    expect(own.state).toBe(0);
  });

  it.each(['too large', 'left', 'full', 'cut'] as const)('does not blame the subgraph for "%s"', async (reason) => {
    const { own } = breaker();
    for (let n = 0; n < 50; n++) await own.run(() => Promise.reject(new Unanswered(reason, 'so'))).catch(() => {});
    expect(own.state).toBe(0);
  });

  it('tries with probes of its own, more and more seldom, and closes with the first answer', async () => {
    jest.useFakeTimers();
    const { own, probes, changes } = breaker();
    await fail(own, 10);
    await jest.advanceTimersByTimeAsync(249);
    expect(probes.sent).toBe(0);
    await jest.advanceTimersByTimeAsync(1);
    expect([probes.sent, own.state]).toEqual([1, 2]);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(probes.sent).toBeLessThan(40);
    probes.answer = there;
    await jest.advanceTimersByTimeAsync(4_000);
    expect(own.state).toBe(0);
    await expect(own.run(there)).resolves.toBe('there');
    expect(changes.at(-1)).toBe(0);
  });

  it('sends no probe after its end', async () => {
    jest.useFakeTimers();
    const { own, probes } = breaker();
    await fail(own, 10);
    own[Symbol.dispose]();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(probes.sent).toBe(0);
  });
});
