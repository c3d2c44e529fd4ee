import { describe, expect, it } from '@jest/globals';
import { matchedPieces } from './matched-text.ts';

const marked = (text: string, query: string): string =>
  matchedPieces(text, query)
    .map((piece) => (piece.matched ? `[${piece.text}]` : piece.text))
    .join('');

describe('what was typed', () => {
  it('is marked where a word begins with it, in the case of the name', () => {
    expect(marked('NVIDIA Corp', 'nvi')).toBe('[NVI]DIA Corp');
    expect(marked('JPMorgan Chase & Co', 'ch')).toBe('JPMorgan [Ch]ase & Co');
  });

  it('is not marked inside of words', () => {
    expect(marked('Novavax', 'vax')).toBe('Novavax');
  });

  it('is marked word by word', () => {
    expect(marked('Bank of America', 'bank am')).toBe('[Bank] of [Am]erica');
  });

  it('is taken literally', () => {
    expect(marked('A.O. Smith', '.*')).toBe('A.O. Smith');
  });
});
