/** Who is due at which moment. */
export interface Expiries<Who> {
  /** Notes that `who` is due at `to` and no longer at `from`, milliseconds since 1970; `undefined` for never. */
  move(who: Who, from: number | undefined, to: number | undefined): void;
  /** Takes those who are due. */
  due(): readonly Who[];
  /** Whether nobody is due at any time. */
  readonly empty: boolean;
}

/** There are very many of them: they are noted by the second, so that none needs a timer. Nobody is taken early, or more than a second late. */
export function createExpiries<Who>(now: () => number = Date.now): Expiries<Who> {
  const seconds = new Map<number, Set<Who>>();
  const secondOf = (at: number): number => Math.ceil(at / 1_000);

  return {
    get empty() {
      return seconds.size === 0;
    },
    move(who, from, to) {
      if (from !== undefined) {
        const before = secondOf(from);
        const others = seconds.get(before);
        if (others?.delete(who) && others.size === 0) seconds.delete(before);
      }
      if (to === undefined) return;
      const second = secondOf(to);
      const others = seconds.get(second);
      if (others) others.add(who);
      else seconds.set(second, new Set([who]));
    },
    due() {
      const present = Math.floor(now() / 1_000);
      const taken: Who[] = [];
      for (const [second, some] of seconds) {
        if (second > present) continue;
        taken.push(...some);
        seconds.delete(second);
      }
      return taken;
    },
  };
}
