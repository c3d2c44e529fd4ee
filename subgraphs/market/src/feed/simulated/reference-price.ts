import { mix, textBits, uniform } from './noise.ts';

/** What the simulated exchange takes for granted about an instrument. */
export interface Reference {
  /** Price in dollars at the regular close of {@link referenceDate}. */
  readonly price: number;
  /** Standard deviation of a day's logarithmic return. */
  readonly volatility: number;
  /** Shares of an ordinary day. */
  readonly volume: number;
  /** Half the distance between bid and ask, as a share of the price. */
  readonly halfSpread: number;
}

/** Trading day at whose regular close the levels below are met. */
export const referenceDate = '2026-11-20';

/**
 * Approximate levels of well-known instruments, from memory of what was public in late 2025: symbol, dollars, daily volatility in percent, millions
 * of shares a day. They make a simulated board look familiar and claim nothing.
 */
const known = `
AAPL 270 1.5 50 | MSFT 500 1.4 22 | NVDA 182 2.4 180 | GOOGL 285 1.7 35 | GOOG 286 1.7 22 | AMZN 230 1.8 45 | META 610 2 15 | TSLA 410 3.4 90
BRK.B 505 0.9 4.5 | AVGO 350 2.6 25 | LLY 1020 1.9 4 | JPM 305 1.3 9 | V 335 1.1 6 | MA 545 1.1 3 | WMT 103 1.1 18 | XOM 117 1.3 15
UNH 325 2.1 9 | JNJ 198 1 9 | PG 148 0.9 9 | HD 350 1.3 5 | COST 915 1.1 2 | ORCL 225 2.8 22 | ABBV 232 1.3 6 | BAC 52 1.4 40
KO 71 0.8 16 | PEP 146 1 8 | CSCO 77 1.4 22 | CVX 155 1.3 9 | CRM 240 2 8 | AMD 230 3.4 55 | NFLX 112 2 40 | ADBE 330 1.9 4
MRK 93 1.4 14 | TMO 580 1.5 2 | ABT 127 1.1 7 | MCD 308 1 4 | LIN 420 1 2.5 | DIS 107 1.5 10 | WFC 84 1.5 14 | GE 300 1.6 5
IBM 305 1.5 5 | QCOM 172 2 9 | INTC 36 3.2 90 | TXN 165 1.9 7 | INTU 660 1.6 2 | AMAT 230 2.6 8 | NOW 820 2 1.8 | CAT 560 1.7 4
PFE 25 1.3 50 | T 26 1 38 | VZ 41 1 20 | CMCSA 28 1.4 25 | NKE 64 1.9 15 | BA 188 1.9 9 | GS 790 1.6 2.2 | MS 163 1.6 6
AXP 345 1.5 3 | C 100 1.7 14 | BLK 1050 1.4 0.7 | SPGI 495 1.2 1.6 | PYPL 62 2.2 16 | UBER 88 2.3 20 | ABNB 118 2 5 | SHOP 155 3.2 9
PLTR 165 3.8 65 | COIN 260 4.2 11 | SNOW 245 3 5 | MU 225 3.4 25 | SMCI 34 4.6 30 | ARM 140 3.4 6 | TSM 285 2.2 12 | ASML 1010 2.2 1.5
BABA 160 2.6 18 | F 13 1.9 60 | GM 71 1.9 10 | SOFI 26 3.8 60 | RIVN 15 4 40 | HOOD 115 4.4 30 | GME 21 3 7 | BRK.A 757000 0.9 0.001
SPY 665 0.9 75 | QQQ 605 1.2 50 | IWM 237 1.4 35 | DIA 463 0.9 4 | VOO 611 0.9 8 | VTI 327 0.9 4 | GLD 375 1.2 10 | TLT 90 0.8 35`;

/** The busiest of the known ones are traded without pause. */
const popularCount = 50;

let table: ReadonlyMap<string, Reference> | null = null;

function theTable(): ReadonlyMap<string, Reference> {
  table ??= new Map(
    known.split(/[|\n]/).flatMap((line) => {
      const [symbol, price, percent, millions] = line.trim().split(' ');
      if (!symbol) return [];
      const volume = Number(millions) * 1e6;
      return [
        [symbol, { price: Number(price), volatility: Number(percent) / 100, volume, halfSpread: 0.00008 }] as const,
      ];
    }),
  );
  return table;
}

/** Symbols that are always traded every second, whoever watches. */
export const popularSymbols = (): readonly string[] => [...theTable().keys()].slice(0, popularCount);

/** The same for a symbol at any time: written down where it is well known, drawn from its name where not. */
export function referenceOf(symbol: string): Reference {
  const written = theTable().get(symbol);
  if (written) return written;
  const bits = textBits(symbol);
  const draw = (what: number): number => uniform(mix(bits, what, 0));
  return {
    price: Math.round(3 * (400 / 3) ** draw(1) * 100) / 100,
    volatility: 0.012 + 0.03 * draw(2),
    volume: Math.round(40_000 * 250 ** draw(3)),
    halfSpread: 0.0003 + 0.0012 * draw(4),
  };
}
