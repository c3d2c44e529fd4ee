import type { Leases } from '../ports.ts';

interface Holding {
  until: number;
}

export function memoryLeases(now: () => number): Leases {
  const held = new Map<string, Holding>();

  return {
    async acquire(name, ttlMs) {
      const other = held.get(name);
      if (other && other.until > now()) return null;
      const own: Holding = { until: now() + ttlMs };
      held.set(name, own);
      const isHeld = () => held.get(name) === own && own.until > now();
      return {
        async renew() {
          if (!isHeld()) return false;
          own.until = now() + ttlMs;
          return true;
        },
        async [Symbol.asyncDispose]() {
          if (held.get(name) === own) held.delete(name);
        },
      };
    },
  };
}
