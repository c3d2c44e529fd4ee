import { fullMessage } from './protocol.ts';

/** Gathers what is said in one turn of the event loop into few messages. */
export interface Gathering<T> {
  add(item: T, length: number): void;
  /** Takes an item back that has not been sent yet; false where it is too late. */
  take(item: T): boolean;
  flush(): void;
}

/** `send` is called at the end of the turn, several times where one message would be too long. */
export function createGathering<T>(send: (items: readonly T[]) => void): Gathering<T> {
  let waiting = new Map<T, number>();
  let scheduled: NodeJS.Immediate | null = null;

  function flush(): void {
    if (scheduled) clearImmediate(scheduled);
    scheduled = null;
    const leaving = waiting;
    waiting = new Map();
    let message: T[] = [];
    let filled = 0;
    for (const [item, length] of leaving) {
      if (message.length > 0 && filled + length > fullMessage) {
        send(message);
        message = [];
        filled = 0;
      }
      message.push(item);
      filled += length;
    }
    if (message.length > 0) send(message);
  }

  return {
    flush,
    add(item, length) {
      waiting.set(item, length);
      scheduled ??= setImmediate(flush);
    },
    take: (item) => waiting.delete(item),
  };
}
