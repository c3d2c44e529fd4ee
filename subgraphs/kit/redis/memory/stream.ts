import { NoGroup } from '../failure.ts';
import type { StreamEntry } from '../ports.ts';

interface Kept {
  readonly id: string;
  readonly text: string;
}

interface Handed {
  readonly entry: Kept;
  at: number;
  deliveries: number;
}

interface Group {
  /** Number of the next entry to hand out, counted from the first ever appended. */
  next: number;
  readonly handed: Map<string, Handed>;
}

/** One stream: the newest entries, the groups that read them, and those who wait for the next. */
export class MemoryStream {
  readonly #name: string;
  readonly #now: () => number;
  readonly #groups = new Map<string, Group>();
  readonly #waiting = new Set<() => void>();
  #entries: Kept[] = [];
  #trimmed = 0;
  #lastMs = 0;
  #lastNth = 0;

  constructor(name: string, now: () => number) {
    this.#name = name;
    this.#now = now;
  }

  append(texts: readonly string[], maxLength: number): string[] {
    const added = texts.map((text) => ({ id: this.#nextId(), text }));
    this.#entries.push(...added);
    const surplus = this.#entries.length - maxLength;
    if (surplus > 0) {
      const gone = this.#entries.splice(0, surplus);
      this.#trimmed += surplus;
      for (const group of this.#groups.values()) for (const { id } of gone) group.handed.delete(id);
    }
    for (const wake of this.#waiting) wake();
    return added.map(({ id }) => id);
  }

  createGroup(group: string): void {
    if (!this.#groups.has(group)) this.#groups.set(group, { next: 0, handed: new Map() });
  }

  read(name: string, count: number): StreamEntry[] {
    const group = this.#group(name);
    const from = Math.max(group.next, this.#trimmed);
    const entries = this.#entries.slice(from - this.#trimmed, from - this.#trimmed + count);
    group.next = from + entries.length;
    const at = this.#now();
    for (const entry of entries) group.handed.set(entry.id, { entry, at, deliveries: 1 });
    return entries.map((entry) => ({ ...entry, deliveries: 1 }));
  }

  claim(name: string, count: number, minIdleMs: number): StreamEntry[] {
    const at = this.#now();
    const idle = [...this.#group(name).handed.values()].filter((handed) => at - handed.at >= minIdleMs);
    return idle.slice(0, count).map((handed) => {
      handed.at = at;
      handed.deliveries++;
      return { ...handed.entry, deliveries: handed.deliveries };
    });
  }

  acknowledge(name: string, ids: readonly string[]): void {
    for (const id of ids) this.#groups.get(name)?.handed.delete(id);
  }

  pending(name: string): number {
    return this.#group(name).handed.size;
  }

  /** Resolves with the next append, after `ms`, or when `signal` aborts. */
  waitForMore(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#waiting.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }

  wakeAll(): void {
    for (const wake of this.#waiting) wake();
  }

  #group(name: string): Group {
    const group = this.#groups.get(name);
    if (group === undefined) throw new NoGroup(this.#name, name);
    return group;
  }

  #nextId(): string {
    const ms = Math.max(this.#now(), this.#lastMs);
    this.#lastNth = ms === this.#lastMs ? this.#lastNth + 1 : 0;
    this.#lastMs = ms;
    return `${ms}-${this.#lastNth}`;
  }
}
