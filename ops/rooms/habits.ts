import { isTest } from './doors.ts';
import type { Source, Violation } from './source.ts';

const MOST_LINES = 400;
const KIT_FILES = 14;
const KIT_LINES = 1_200;

const DRAWERS = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'shared', 'misc', 'base', 'manager', 'impl']);

const STOCK_WORDS = new Set(
  ['ticker', 'stock', 'candle', 'portfolio', 'watchlist', 'instrument', 'dividend', 'quote'].flatMap((word) => [
    word,
    `${word}s`,
  ]),
);

const SUBJECTLESS = ['subgraphs/kit/', 'gateway/src/live/', 'clients/live/'];

const lineCount = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

/** Names that say nothing about what is inside. */
export function checkName(path: string): Violation[] {
  const rules: string[] = [];
  const words = path.split('/').flatMap((part) => part.toLowerCase().split(/[-._]/));
  const drawer = words.find((word) => DRAWERS.has(word));
  if (/\.(tsx?|css)$/.test(path) && drawer) rules.push(`a name says what is inside, "${drawer}" does not`);
  if (/(^|\/)index\.tsx?$/.test(path)) rules.push('no index.ts: a file is named after what is in it');
  return rules.map((rule) => ({ path, line: 1, rule }));
}

export function checkSize({ path, text }: Source): Violation[] {
  const lines = lineCount(text);
  return lines > MOST_LINES
    ? [
        {
          path,
          line: MOST_LINES + 1,
          rule: `a source has at most ${MOST_LINES} lines, this has ${lines}: two nouns are in it`,
        },
      ]
    : [];
}

/** kit stays a floor, not a warehouse: counts `src/` without tests. */
export function checkKit(sources: readonly Source[]): Violation[] {
  const counted = sources.filter(({ path }) => path.startsWith('subgraphs/kit/src/') && !isTest(path));
  const lines = counted.reduce((sum, { text }) => sum + lineCount(text), 0);
  const path = 'subgraphs/kit/src';
  const nested = counted.filter((source) => source.path.slice(path.length + 1).includes('/'));
  return [
    ...(counted.length > KIT_FILES
      ? [{ path, line: 1, rule: `kit/src has at most ${KIT_FILES} files, it has ${counted.length}` }]
      : []),
    ...(lines > KIT_LINES ? [{ path, line: 1, rule: `kit/src has at most ${KIT_LINES} lines, it has ${lines}` }] : []),
    ...nested.map((source) => ({ path: source.path, line: 1, rule: 'kit/src is flat' })),
  ];
}

/** Rooms that would serve any product know no word of this one's. */
export function checkStockWords({ path, code }: Source): Violation[] {
  if (!SUBJECTLESS.some((room) => path.startsWith(room))) return [];
  return code.split('\n').flatMap((line, at) => {
    const words = line.replaceAll(/lzstock/gi, '').match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [];
    const word = words.find((one) => STOCK_WORDS.has(one.toLowerCase()));
    return word
      ? [{ path, line: at + 1, rule: `kit, gateway/live and clients/live know no stock word (${word})` }]
      : [];
  });
}
