import { expect, it } from '@jest/globals';
import { readResume, readTraceparent, subscribeExtensions } from './resume.ts';

it('what a subscriber heard last is read as it was said', () => {
  const said = { epoch: 'a', seq: 4 };
  expect(readResume(subscribeExtensions({ resume: said }))).toEqual(said);
  expect(readResume(subscribeExtensions({ resume: { epoch: null, seq: 0 } }))).toEqual({ epoch: null, seq: 0 });
  expect(subscribeExtensions({ resume: null, traceparent: undefined })).toBeUndefined();
});

it('the trace that a subscription belongs to is read as it was said, beside it or alone', () => {
  for (const resume of [null, { epoch: 'a', seq: 4 }]) {
    const said = subscribeExtensions({ resume, traceparent: '00-1-2-01' });
    expect([readTraceparent(said), readResume(said)]).toEqual(['00-1-2-01', resume]);
  }
  for (const other of [undefined, null, 'text', {}, { traceparent: 4 }]) expect(readTraceparent(other)).toBeNull();
});

it('anything else is nothing heard', () => {
  const others = [undefined, null, 'resume', {}, { resume: null }, { resume: 4 }, { resume: { seq: '4' } }];
  const odd = [{ resume: { epoch: 1, seq: 4 } }, { resume: { epoch: 'a' } }, { resume: { epoch: 'a', seq: 0.5 } }];
  for (const extensions of [...others, ...odd]) expect(readResume(extensions)).toBeNull();
});
