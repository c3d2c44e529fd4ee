import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { type PatienceOptions, startPatience } from './patience.ts';

async function ended(options: PatienceOptions) {
  using patience = startPatience(options);
  if (!patience.signal.aborted)
    await new Promise<void>((resolve) => patience.signal.addEventListener('abort', resolve));
  return (patience.signal.reason as { reason: string }).reason;
}

describe('patience', () => {
  it('blames a subgraph that had all of its own deadline', async () => {
    expect(await ended({ deadlineMs: 20 })).toBe('late');
    expect(await ended({ deadlineMs: 20, dueAt: performance.now() + 60_000 })).toBe('late');
  });

  it('does not blame it for what a client wanted sooner, however little that was', async () => {
    expect(await ended({ deadlineMs: 100, dueAt: performance.now() + 80 })).toBe('left');
  });

  it('does not blame it for a client who left', async () => {
    const leaving = new AbortController();
    const end = ended({ deadlineMs: 1_000, signal: leaving.signal });
    await wait(520);
    leaving.abort();
    expect(await end).toBe('left');
  });

  it('begins with none where the answer was due before, or nobody waits', async () => {
    for (const options of [{ dueAt: performance.now() - 1 }, { signal: AbortSignal.abort() }]) {
      using patience = startPatience({ deadlineMs: 60_000, ...options });
      expect(patience.signal.aborted).toBe(true);
    }
  });
});
