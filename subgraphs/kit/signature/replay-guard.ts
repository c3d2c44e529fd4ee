/** Remembers which numbered messages of which sender came already. */
export interface ReplayGuard {
  /** True for a number that did not come before; false for one that did, or is so old that nobody knows. */
  admit(sender: string, number: number): boolean;
  readonly senders: number;
}

export interface ReplayGuardOptions {
  /** How long a silent sender is remembered, in milliseconds. Messages must be too old to be taken by then. */
  readonly keepMs: number;
  readonly now: () => number;
}

/** How far behind the highest number of its sender a message may come. */
const reach = 65_536;

interface Sender {
  highest: number;
  /** A bit for each of the last numbers, at its place modulo `reach`. */
  readonly seen: Uint32Array;
  heardAt: number;
}

/** Eight kilobytes a sender, however many messages it sends. */
export function createReplayGuard({ keepMs, now }: ReplayGuardOptions): ReplayGuard {
  const senders = new Map<string, Sender>();

  function meet(name: string): Sender {
    for (const [other, { heardAt }] of senders) if (now() - heardAt > keepMs) senders.delete(other);
    const sender = { highest: 0, seen: new Uint32Array(reach / 32), heardAt: now() };
    senders.set(name, sender);
    return sender;
  }

  return {
    get senders() {
      return senders.size;
    },
    admit(name, number) {
      const sender = senders.get(name) ?? meet(name);
      if (number <= sender.highest - reach) return false;
      sender.heardAt = now();
      if (number - sender.highest >= reach) sender.seen.fill(0);
      else for (let skipped = sender.highest + 1; skipped <= number; skipped++) clear(sender.seen, skipped);
      sender.highest = Math.max(sender.highest, number);
      return take(sender.seen, number);
    },
  };
}

function clear(bits: Uint32Array, number: number): void {
  const at = number % reach;
  bits[at >>> 5]! &= ~(1 << (at & 31));
}

/** Sets the bit; whether it was not set before. */
function take(bits: Uint32Array, number: number): boolean {
  const at = number % reach;
  const bit = 1 << (at & 31);
  if ((bits[at >>> 5]! & bit) !== 0) return false;
  bits[at >>> 5]! |= bit;
  return true;
}
