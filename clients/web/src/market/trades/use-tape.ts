import { nextFrame } from '@lzstock/live/schedule';
import { useEffect, useState } from 'react';
import { stringifyDocument } from 'urql';
import { LiveTradesDocument, type LiveTradesSubscription } from '../../generated/operations.ts';
import { useLive } from '../../graph/live/live-context.tsx';
import { emptyTape, foldTrades, type TapeRow } from './fold-trades.ts';

const query = stringifyDocument(LiveTradesDocument);

/** The last trades of `symbol` since the component was mounted, newest first; changes once a frame at most. */
export function useTape(symbol: string): readonly TapeRow[] {
  const { connection } = useLive();
  const [rows, show] = useState<readonly TapeRow[]>([]);
  useEffect(() => {
    let tape = emptyTape;
    let shown = emptyTape;
    let left = false;
    const leave = connection.subscribe<LiveTradesSubscription>(
      { query, variables: { symbol } },
      {
        next({ quotes }) {
          const waits = tape !== shown;
          tape = foldTrades(tape, quotes);
          if (waits || tape === shown) return;
          nextFrame(() => {
            shown = tape;
            if (!left) show(tape.rows);
          });
        },
        end: () => {},
      },
      { again: (errors) => errors.every(({ extensions }) => extensions?.code !== 'BAD_INPUT') },
    );
    return () => {
      left = true;
      leave();
    };
  }, [connection, symbol]);
  return rows;
}
