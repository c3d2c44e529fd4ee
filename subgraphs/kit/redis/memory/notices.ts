import type { Notices, PubSub } from '../ports.ts';

export function memoryNotices(now: () => number, pubsub: Pick<PubSub, 'publish'>): Notices {
  const boards = new Map<string, Map<string, number>>();

  function held(board: string): Map<string, number> {
    const texts = boards.get(board) ?? new Map<string, number>();
    for (const [text, until] of texts) if (until <= now()) texts.delete(text);
    if (texts.size === 0) boards.delete(board);
    return texts;
  }

  return {
    async post(board, { text, ttlMs }, most) {
      const texts = held(board);
      texts.set(text, Math.max(texts.get(text) ?? 0, now() + ttlMs));
      boards.set(board, texts);
      const soonest = [...texts].sort(([, a], [, b]) => a - b);
      for (const [gone] of soonest.slice(0, Math.max(0, texts.size - most))) texts.delete(gone);
      await pubsub.publish([{ channel: board, text: `${ttlMs} ${text}` }]);
    },
    async read(board) {
      return [...held(board)].map(([text, until]) => ({ text, ttlMs: until - now() }));
    },
  };
}
