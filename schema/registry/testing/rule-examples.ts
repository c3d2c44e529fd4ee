import { describe, expect, it } from '@jest/globals';
import { compose } from '../composition.ts';
import { lint } from '../lint/lint.ts';
import type { Rule } from '../lint/rule.ts';
import { madeUp } from './contexts.ts';

type Sdl = Readonly<Record<string, string>>;
type Owns = Readonly<Record<string, readonly string[]>>;

/** One way to break a rule, and the same thing done well. */
export interface RuleExample {
  readonly rule: Rule;
  /** What is wrong, as the end of "refuses …". */
  readonly title: string;
  /** SDL by context; every line that must be blamed ends with `#!`, one of them at least where any line can be blamed. */
  readonly wrong: Sdl;
  readonly right: Sdl;
  readonly owns?: Owns;
  /** Where the right way differs in who owns what. */
  readonly rightOwns?: Owns;
  /** Part of what is said. */
  readonly says: string;
}

/** Tests that each rule refuses the wrong example on the marked lines, and is silent about the right one. */
export function describeRules(examples: readonly RuleExample[]): void {
  describe.each(examples.map((example) => [example.rule.id, example.title, example] as const))(
    '%s',
    (id, title, example) => {
      const findings = (sdl: Sdl, owns: Owns = {}) => {
        const contexts = madeUp(sdl, owns);
        return lint(contexts, compose(contexts).supergraph).filter(({ rule }) => rule === id);
      };

      it(`refuses ${title}`, () => {
        const found = findings(example.wrong, example.owns);
        expect(found.map(({ message }) => message).join('\n')).toContain(example.says);
        const marked = markedLines(example.wrong);
        const blamed = found.flatMap(({ places }) => places.map(({ file, line }) => `${file}:${line}`));
        if (marked.length > 0) expect([...new Set(blamed)].sort()).toEqual(marked);
      });

      it(`is silent without ${title}`, () => {
        expect(findings(example.right, example.rightOwns ?? example.owns)).toEqual([]);
      });
    },
  );
}

function markedLines(sdl: Sdl): string[] {
  return Object.entries(sdl)
    .flatMap(([name, body]) =>
      body
        .split('\n')
        .flatMap((line, index) => (line.endsWith('#!') ? [`schema/${name}/${name}.graphql:${index + 4}`] : [])),
    )
    .sort();
}
