import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createSearchSession, type SearchSession } from './search-session.ts';

interface Question {
  readonly text: string;
  readonly signal: AbortSignal;
  answer(results: string[]): Promise<void>;
  fail(): Promise<void>;
}

let questions: Question[];
let session: SearchSession<string>;

beforeEach(() => {
  jest.useFakeTimers();
  questions = [];
  session = createSearchSession({
    settleMs: 50,
    ask: (text, signal) =>
      new Promise((resolve, reject) => {
        questions.push({
          text,
          signal,
          answer: async (results) => resolve(results),
          fail: async () => reject(new Error('away')),
        });
      }),
  });
});
afterEach(() => {
  jest.useRealTimers();
});

const typeAndSettle = (text: string): void => {
  session.type(text);
  jest.advanceTimersByTime(50);
};

describe('search as you type', () => {
  it('asks once for what was typed quickly', () => {
    for (const text of ['n', 'nv', 'nvi']) session.type(text);
    jest.advanceTimersByTime(50);
    expect(questions.map(({ text }) => text)).toEqual(['nvi']);
  });

  it('never lets an older answer take the place of a newer one', async () => {
    typeAndSettle('nv');
    typeAndSettle('nvi');
    await questions[1]!.answer(['NVDA']);
    await questions[0]!.answer(['NVAX', 'NVDA']);
    expect(session.state()).toEqual({ text: 'nvi', phase: 'answered', results: ['NVDA'] });
  });

  it('cancels the question that a newer text overtakes', () => {
    typeAndSettle('nv');
    session.type('nvi');
    expect(questions[0]!.signal.aborted).toBe(true);
  });

  it('keeps the earlier answer on the screen until the next one is there', async () => {
    typeAndSettle('nv');
    await questions[0]!.answer(['NVAX']);
    typeAndSettle('nvi');
    expect(session.state()).toEqual({ text: 'nvi', phase: 'asking', results: ['NVAX'] });
  });

  it('forgets everything when the text is cleared, even an answer on its way', async () => {
    typeAndSettle('nv');
    session.type('');
    await questions[0]!.answer(['NVAX']);
    expect(session.state()).toEqual({ text: '', phase: 'empty', results: [] });
  });

  it('tells a failure and asks again on request', async () => {
    typeAndSettle('nv');
    await questions[0]!.fail();
    expect(session.state().phase).toBe('failed');
    session.retry();
    jest.advanceTimersByTime(0);
    await questions[1]!.answer(['NVDA']);
    expect(session.state().results).toEqual(['NVDA']);
  });

  it('does not ask again for a blank behind the same text', () => {
    typeAndSettle('nv');
    typeAndSettle('nv ');
    expect(questions).toHaveLength(1);
  });
});
