import { canonicalSymbol } from '@lzstock/schema/symbol';
import { z } from 'zod';

/** One listed security, as the SEC's `company_tickers.json` tells it. */
export interface SecTicker {
  readonly symbol: string;
  readonly cik: string;
  readonly name: string;
}

export interface SecTickers {
  /** Largest company first; a ticker told twice counts the first time. */
  readonly tickers: readonly SecTicker[];
  /** Tickers that have no canonical form; they are left out. */
  readonly refused: readonly string[];
}

/** The file is not what the SEC publishes; the message says what was expected and what came. */
export class SecTickersError extends Error {
  override readonly name = 'SecTickersError';
}

const row = z.object({
  cik_str: z.coerce.number().int().min(1).max(9_999_999_999),
  ticker: z.string().trim().min(1),
  title: z.string().trim(),
});
const shape = z.record(z.string(), row);

/** Reads the text of `company_tickers.json`. Throws {@link SecTickersError}, and then nothing of it may be used. */
export function parseSecTickers(text: string): SecTickers {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new SecTickersError(`expected the JSON of company_tickers.json, came ${(error as Error).message}`);
  }
  const parsed = shape.safeParse(json);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new SecTickersError(
      `expected {"0":{"cik_str":320193,"ticker":"AAPL","title":"Apple Inc."},…}, came at ${path.join('.') || 'the top'}: ${message}`,
    );
  }
  const rows = Object.values(parsed.data);
  if (rows.length === 0) throw new SecTickersError('expected at least one ticker, came none');
  const tickers = new Map<string, SecTicker>();
  const refused: string[] = [];
  for (const { cik_str, ticker, title } of rows) {
    const symbol = canonicalSymbol(ticker);
    if (!symbol) refused.push(ticker);
    else if (!tickers.has(symbol)) tickers.set(symbol, { symbol, cik: String(cik_str).padStart(10, '0'), name: title });
  }
  if (tickers.size === 0)
    throw new SecTickersError(`expected tickers like AAPL, came ${refused.slice(0, 3).join(', ')}`);
  return { tickers: [...tickers.values()], refused };
}
