import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CounterServer, eventually, listenTo, startCounter } from './counter.ts';

let server: CounterServer;
beforeEach(async () => {
  server = await startCounter();
});
afterEach(() => server[Symbol.asyncDispose]());

describe('an operation', () => {
  it('that the server refuses ends with its errors, and no other', async () => {
    const connection = server.connect();
    const { heard } = listenTo(connection, 'count');
    let told = '';
    connection.subscribe(
      { query: 'subscription { nothing }' },
      { next: () => {}, end: (errors) => (told = errors[0]?.message ?? 'ended') },
    );
    await eventually(() => told !== '');
    const before = heard.values.length;
    await eventually(() => heard.values.length > before);
    expect(told).toContain('nothing');
  });

  it('hears nothing more of what it left, while another stays', async () => {
    const connection = server.connect();
    const first = listenTo(connection, 'count');
    const second = listenTo(connection, 'count');
    await eventually(() => first.heard.values.length > 0 && second.heard.values.length > 0);
    first.leave();
    const left = first.heard.values.length;
    const stayed = second.heard.values.length;
    await eventually(() => second.heard.values.length > stayed + 3);
    expect(first.heard.values.length).toBe(left);
  });

  it('is not sent again after leaving while the connection was away', async () => {
    const connection = server.connect();
    const { heard, leave } = listenTo(connection, 'count');
    await eventually(() => heard.values.length > 0);
    await server.leave();
    leave();
    await server.back();
    await eventually(() => connection.status().phase === 'live');
    expect(server.seen.variables).toHaveLength(1);
  });

  it('ends where the server ends it, unless it shall start again', async () => {
    const connection = server.connect();
    const ending = listenTo(connection, 'once');
    const again = listenTo(connection, 'once', { again: () => true });
    await eventually(() => again.heard.values.length === 3);
    expect(ending.heard).toMatchObject({ values: [1], endings: 1 });
    expect(again.heard.endings).toBe(0);
    again.leave();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(again.heard.values).toHaveLength(3);
  });

  it('tells errors beside a value and instead of one, and goes on', async () => {
    const heard: unknown[] = [];
    server.connect().subscribe(
      { query: 'subscription { broken { seq part hard } }' },
      {
        next: (data) => heard.push((data as { broken: unknown }).broken),
        trouble: (errors) => heard.push(errors[0]?.message),
        end: () => heard.push('ended'),
      },
    );
    await eventually(() => heard.length >= 5);
    expect(heard).toEqual([
      'part is missing',
      { seq: 1, part: null, hard: 1 },
      'part is missing',
      null,
      { seq: 3, part: 1, hard: 1 },
    ]);
  });

  it('whose listener throws is reported and cuts nobody', async () => {
    const reported: unknown[] = [];
    const connection = server.connect({ report: (error) => reported.push(error) });
    connection.subscribe(
      { query: 'subscription { count }' },
      {
        next() {
          throw new Error('a bug of a screen');
        },
        end: () => {},
      },
    );
    const { heard } = listenTo(connection, 'count');
    await eventually(() => heard.values.length > 3 && reported.length > 3);
    expect(server.seen.upgrades).toBe(1);
  });
});

describe('a stream of events', () => {
  it('goes on behind its cursor: all in order, each once, however often the connection is cut', async () => {
    const connection = server.connect();
    const heard: number[] = [];
    connection.subscribe<{ events: number }>(
      { query: 'subscription Follow($after: Int) { events(after: $after) }', operationName: 'Follow' },
      { next: ({ events }) => heard.push(events), end: () => {} },
      { resume: { variable: 'after', from: ({ events }) => events } },
    );
    const happening = setInterval(server.happen, 3);
    await eventually(() => heard.length > 5);
    for (const code of [1012, 4500, 4403]) {
      server.close(code);
      await eventually(() => connection.status().phase !== 'live');
      const before = heard.length;
      await eventually(() => heard.length > before + 20);
    }
    clearInterval(happening);
    const first = heard[0]!;
    expect(heard).toEqual(heard.map((_, at) => first + at));
    expect(server.seen.variables[0]).toEqual({});
    expect(server.seen.variables.slice(1).map((variables) => typeof variables?.after)).toEqual(Array(3).fill('number'));
  });
});
