import { describe, expect, it } from '@jest/globals';
import { createNewestTexts } from './newest-texts.ts';

describe('what is remembered by texts', () => {
  it('is forgotten in the order of last use once there are too many', () => {
    const texts = createNewestTexts<number>({ texts: 2, characters: 100 });
    texts.set('a', 1);
    texts.set('b', 2);
    texts.get('a');
    texts.set('c', 3);
    expect([texts.get('a'), texts.get('b'), texts.get('c')]).toEqual([1, undefined, 3]);
  });

  it('has so many characters at most, however few texts they are', () => {
    const texts = createNewestTexts<number>({ texts: 100, characters: 10 });
    texts.set('aaaa', 1);
    texts.set('bbbb', 2);
    texts.set('cccc', 3);
    expect([texts.get('aaaa'), texts.get('bbbb'), texts.get('cccc')]).toEqual([undefined, 2, 3]);
  });

  it('is not what alone is too long', () => {
    const texts = createNewestTexts<number>({ texts: 100, characters: 10 });
    texts.set('a'.repeat(11), 1);
    texts.set('b', 2);
    expect([texts.get('a'.repeat(11)), texts.get('b')]).toEqual([undefined, 2]);
  });

  it('counts a text that is set again once', () => {
    const texts = createNewestTexts<number>({ texts: 100, characters: 10 });
    texts.set('aaaa', 1);
    texts.set('aaaa', 2);
    texts.set('bbbb', 3);
    expect([texts.get('aaaa'), texts.get('bbbb')]).toEqual([2, 3]);
  });
});
