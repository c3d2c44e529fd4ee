import { describe, expect, it } from '@jest/globals';
import { compact, nameWords, symbolParts, typedWords } from './fold.ts';

describe('folding', () => {
  it('takes away case, accents and apostrophes', () => {
    expect(nameWords('The Estée Lauder Companies')).toEqual(['the', 'estee', 'lauder', 'companies']);
    expect(nameWords("Moody's O’Reilly")).toEqual(['moodys', 'oreilly']);
    expect(nameWords('Ørsted Æon Straße')).toEqual(['orsted', 'aeon', 'strasse']);
  });

  it('keeps a word with signs inside both in parts and as one', () => {
    expect(nameWords('AT&T Inc.')).toEqual(['at', 't', 'att', 'inc']);
    expect(nameWords('Coca-Cola Amazon.com')).toEqual(['coca', 'cola', 'cocacola', 'amazon', 'com', 'amazoncom']);
  });

  it('makes one of all ways to write a class', () => {
    expect(['BRK.B', 'brk-b', 'brk b', 'Brk/B'].map(compact)).toEqual(['brkb', 'brkb', 'brkb', 'brkb']);
    expect(symbolParts('BRK.B')).toEqual(['brk', 'b']);
    expect(symbolParts('AAPL')).toEqual([]);
  });

  it('finds no words in signs alone', () => {
    expect(typedWords(' .&- ')).toEqual([]);
  });
});
