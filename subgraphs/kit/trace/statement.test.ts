import { describe, expect, it } from '@jest/globals';
import { withoutValues } from './statement.ts';

describe('a statement in a trace', () => {
  it.each([
    [`select "a1" from "t" where "x" = 'o''brien' and y = 12.5`, 'select "a1" from "t" where "x" = ? and y = ?'],
    [`select 1 where a in ('x', 'y', 3)`, 'select ? where a in (?)'],
    [String.raw`insert into t values (E'it\'s secret', 'end\', 'secret')`, 'insert into t values (?)'],
    [`select $1::text, $tag$ it's secret $tag$, $$secret$$ from t2`, 'select $1::text, ? from t2'],
    [`select a -- it's secret\nfrom t /* 'secret' */`, 'select a  \nfrom t  '],
    [`select 'secret that never ends`, 'select ?'],
    [`select "it's", 'secret' from t`, `select "it's", ? from t`],
  ])('tells no value of %s', (statement, told) => {
    expect(withoutValues(statement)).toBe(told);
  });
});
