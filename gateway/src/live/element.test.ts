import { describe, expect, it } from '@jest/globals';
import { type Group, NewestElement } from './element.ts';
import { nextHead, type Payload, toPayload } from './frame.ts';
import { Newest } from './newest.ts';

const payload = (value: number, stays = false, key: string | null = null): Payload =>
  toPayload({ data: { value } }, { key, stays });

function world() {
  const told = { conflated: 0, gone: 0, hurried: 0, full: 0 };
  const group = {
    head: nextHead('1'),
    place: 0,
    elements: [] as NewestElement[],
    newest: [],
    told: [],
    most: 1,
    hurry: () => void told.hurried++,
    list() {},
    conflated: (count: number) => {
      told.conflated += count;
    },
    stayed() {},
    full() {
      told.full++;
    },
    failed() {},
    gone() {
      told.gone++;
    },
  } satisfies Group;
  return { told, group };
}

function follow(group: ReturnType<typeof world>['group'], newest: Newest): NewestElement {
  const element = new NewestElement(group, group.elements.length);
  group.elements.push(element);
  element.keeps(newest);
  return element;
}

const collect = (element: NewestElement): number[] => {
  const values: number[] = [];
  element.collect((_, { bytes }) => values.push(JSON.parse(bytes.toString().slice(0, -1)).data.value));
  return values;
};

describe('an element of newest values', () => {
  function open(newest = new Newest()) {
    const { told, group } = world();
    const element = follow(group, newest);
    return { told, group, newest, element };
  }

  it('is told one unread value, the newest, once, and counts those that gave way', () => {
    const { told, newest, element } = open();
    for (const value of [1, 2, 3]) newest.put(payload(value));
    expect([collect(element), collect(element), told.conflated]).toEqual([[3], [], 2]);
    newest.put(payload(4));
    expect([collect(element), told.conflated]).toEqual([[4], 2]);
  });

  it('is told values that announce a gap too, in order', () => {
    const { told, newest, element } = open();
    newest.put(payload(1));
    collect(element);
    for (const [value, gap] of [
      [2, true],
      [3, false],
      [4, true],
      [5, false],
    ] as const)
      newest.put(payload(value, gap));
    expect([collect(element), told.conflated]).toEqual([[2, 4, 5], 1]);
    newest.put(payload(6));
    expect(collect(element)).toEqual([6]);
  });

  it('is bounded even where every value announces a gap', () => {
    const { newest, element } = open();
    for (let value = 0; value < 100; value++) newest.put(payload(value, true));
    expect(collect(element)).toHaveLength(8);
  });

  it('is told every value that must pass, however many, while those between give way', () => {
    const { told, newest, element } = open(new Newest(1_000));
    for (let value = 1; value <= 900; value++) newest.put(payload(value, value % 3 === 0), [element]);
    newest.put(payload(901), [element]);
    expect(collect(element)).toEqual([...Array.from({ length: 300 }, (_, index) => 3 * (index + 1)), 901]);
    expect([told.conflated, told.full]).toEqual([600, 0]);
  });

  it('is given up where more values that must pass wait for it than may, and only it', () => {
    const newest = new Newest(100);
    const [slow, quick] = [open(newest), open(newest)];
    const heard: number[] = [];
    for (let value = 1; value <= 1_000 && slow.told.full === 0; value++) {
      newest.put(payload(value, true), [slow.element, quick.element]);
      heard.push(...collect(quick.element));
    }
    expect(newest.version).toBe(101);
    expect(heard).toEqual(Array.from({ length: 101 }, (_, index) => index + 1));
    expect([slow.told.full, quick.told.full]).toEqual([1, 0]);
  });

  it('leaves nothing behind of what everybody was told', () => {
    const { newest, element } = open(new Newest(100));
    for (let value = 1; value <= 1_000; value++) {
      newest.put(payload(value, true), [element]);
      collect(element);
    }
    expect(newest.stayedSince(0).length).toBeLessThan(70);
  });

  it('that comes late is told the present and nothing from before', () => {
    const { told, group, newest } = open();
    for (const value of [1, 2, 3]) newest.put(payload(value, true));
    const late = follow(group, newest);
    expect([collect(late), told.conflated]).toEqual([[3], 0]);
  });

  it('is left where another one of the reading has its key already', () => {
    const { told, group, newest, element } = open();
    const same = follow(group, newest);
    newest.put(payload(1, false, 'a'));
    expect([collect(element), collect(same), told.gone]).toEqual([[1], [], 1]);
    newest.put(payload(2, false, 'a'));
    expect([collect(same), collect(element)]).toEqual([[], [2]]);
  });

  it('is told nothing after what is unread was dropped', () => {
    const { newest, element } = open();
    newest.put(payload(1));
    element.drop();
    expect(collect(element)).toEqual([]);
  });
});
