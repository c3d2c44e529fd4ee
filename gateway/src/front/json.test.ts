import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from './json.ts';

const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;
const status = (text: string): number => {
  try {
    parseJson(text, 'body');
    return 200;
  } catch (error) {
    return (error as { status: number }).status;
  }
};

describe('JSON of a stranger', () => {
  it('is what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 2), (value, indent) => {
        fc.pre(!/__proto__|\\u0000|\\ud/.test(JSON.stringify(value)));
        const text = JSON.stringify(value, null, indent);
        expect(parseJson(text, 'body')).toEqual(JSON.parse(text));
      }),
    );
  });

  it('nests as deeply as allowed and not one level more', () => {
    expect(status(nested(64))).toBe(200);
    expect(status(`[${nested(64)}]`)).toBe(400);
  });

  it('that nests a hundred thousand deep is refused, not fallen over', () => {
    expect(status('['.repeat(100_000))).toBe(400);
    expect(status(`{"variables":${nested(100_000)}}`)).toBe(400);
  });

  it('may hold any brackets in its texts', () => {
    const text = JSON.stringify({ a: '['.repeat(1_000), b: '\\"[[', c: `"${'{'.repeat(100)}\\` });
    expect(parseJson(text, 'body')).toEqual(JSON.parse(text));
  });

  it.each(['{"a":"\\u0000"}', '{"a":["\\ud800"]}', '{"a":"\ud800"}', '{"a":1', '{"a":"b', '', 'x'])(
    '%j is refused',
    (text) => {
      expect(status(text)).toBe(400);
    },
  );

  it.each([
    '{"variables":{"__proto__":{"polluted":true}}}',
    '{"constructor":1}',
    '{"a":"\\ud83d\\ude00"}',
    '{"a":"__proto__"}',
    '{"a":"\\u00e4"}',
  ])('%j is taken', (text) => {
    expect(status(text)).toBe(200);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
