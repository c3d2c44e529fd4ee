import { expect, it } from '@jest/globals';
import { readResume, resumeExtension } from './resume.ts';

it('what a subscriber heard last is read as it was said', () => {
  const said = { epoch: 'a', seq: 4 };
  expect(readResume(resumeExtension(said))).toEqual(said);
  expect(readResume(resumeExtension({ epoch: null, seq: 0 }))).toEqual({ epoch: null, seq: 0 });
  expect(resumeExtension(null)).toBeUndefined();
});

it('anything else is nothing heard', () => {
  const others = [undefined, null, 'resume', {}, { resume: null }, { resume: 4 }, { resume: { seq: '4' } }];
  const odd = [{ resume: { epoch: 1, seq: 4 } }, { resume: { epoch: 'a' } }, { resume: { epoch: 'a', seq: 0.5 } }];
  for (const extensions of [...others, ...odd]) expect(readResume(extensions)).toBeNull();
});
