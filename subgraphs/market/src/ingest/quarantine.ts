import type { Fault } from './tick.ts';

/** A message that was set aside. */
export interface Quarantined {
  readonly fault: Fault;
  readonly at: number;
  /** Its beginning, at most 200 characters. */
  readonly text: string;
}

const kept = 256;

function beginning(message: unknown): string {
  if (message instanceof Uint8Array) return Buffer.from(message.subarray(0, 200)).toString('latin1');
  try {
    return String(JSON.stringify(message)).slice(0, 200);
  } catch {
    return String(message).slice(0, 200);
  }
}

/** The newest messages that were set aside, and how many were, by fault. */
export class Quarantine {
  readonly #newest: Quarantined[] = [];
  readonly #counts = new Map<Fault, number>();

  put(fault: Fault, message: unknown, at: number): void {
    this.#counts.set(fault, (this.#counts.get(fault) ?? 0) + 1);
    this.#newest.push({ fault, at, text: beginning(message) });
    if (this.#newest.length > kept) this.#newest.shift();
  }

  get newest(): readonly Quarantined[] {
    return this.#newest;
  }

  get counts(): ReadonlyMap<Fault, number> {
    return this.#counts;
  }
}
