import { isIPv6 } from 'node:net';
import type { Viewer } from '@lzstock/kit/viewer';

/** How much may be asked: a bucket of so much cost, filled again at this rate. */
export interface Allowance {
  readonly capacity: number;
  readonly perSecond: number;
}

/** Allowances of visitors, each address one, and of investors by the plan of their sign-in. */
export interface Allowances {
  readonly visitor: Allowance;
  readonly investor: Allowance;
  /** Those of plans that are allowed something else than `investor`. */
  readonly plans: Readonly<Record<string, Allowance>>;
}

/** A page of the web app costs some hundreds; the dearest operation that is let in costs as much as a visitor's bucket holds. */
export const defaultAllowances: Allowances = {
  visitor: { capacity: 20_000, perSecond: 4_000 },
  investor: { capacity: 40_000, perSecond: 6_000 },
  plans: { pro: { capacity: 200_000, perSecond: 30_000 } },
};

/** Who pays for an operation. */
export interface Payer {
  /** Equal for those who share a bucket. */
  readonly key: string;
  readonly allowance: Allowance;
}

/** An investor pays wherever they are; visitors pay by address, those of one IPv6 network together. */
export function payerOf({ id, plan }: Viewer, address: string | undefined, allowances: Allowances): Payer {
  if (id === null) return { key: `address:${networkOf(address ?? '')}`, allowance: allowances.visitor };
  const ofPlan = plan !== undefined && Object.hasOwn(allowances.plans, plan) ? allowances.plans[plan] : undefined;
  return { key: `viewer:${id}`, allowance: ofPlan ?? allowances.investor };
}

/** The address where it is one of IPv4, also one written in IPv6; the first half of one of IPv6. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const [head = '', tail] = address.split('%', 1)[0]!.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
