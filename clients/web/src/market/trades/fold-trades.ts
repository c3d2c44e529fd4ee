import type { LiveTradesSubscription } from '../../generated/operations.ts';
import { compareDecimals } from '../../ui/format/decimal.ts';
import type { Direction } from '../../ui/format/number.ts';

type Told = LiveTradesSubscription['quotes'];

/** One line of the tape. */
export interface TapeRow {
  /** Tells it from every other one. */
  readonly key: string;
  readonly at: string;
  readonly price: string;
  readonly size: string | null;
  /** Against the trade before it. */
  readonly direction: Direction;
  /** Whether trades just before it never came. */
  readonly afterGap: boolean;
}

export interface Tape {
  /** Newest first. */
  readonly rows: readonly TapeRow[];
  readonly last: { readonly epoch: string; readonly number: number } | null;
}

export const emptyTape: Tape = { rows: [], last: null };

const mostRows = 30;

/** The tape with the trades that it has not seen yet. The server tells each once, but the present again after a reconnection. */
export function foldTrades(tape: Tape, { epoch, trades }: Told): Tape {
  let { rows, last } = tape;
  for (const { number, price, size, at } of trades ?? []) {
    if (last && (epoch < last.epoch || (epoch === last.epoch && number <= last.number))) continue;
    const before = rows[0];
    const row: TapeRow = {
      key: `${epoch} ${number}`,
      at,
      price,
      size,
      direction: before ? directionFrom(before.price, price) : 'flat',
      afterGap: last !== null && (epoch !== last.epoch || number !== last.number + 1),
    };
    rows = [row, ...rows.slice(0, mostRows - 1)];
    last = { epoch, number };
  }
  return last === tape.last ? tape : { rows, last };
}

function directionFrom(before: string, price: string): Direction {
  const order = compareDecimals(price, before);
  if (order === 0) return 'flat';
  return order > 0 ? 'up' : 'down';
}
