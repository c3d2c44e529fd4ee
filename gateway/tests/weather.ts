import { composeServices } from '@apollo/composition';
import type { Resume } from '@lzstock/kit/live/resume';
import { newestWins } from '@lzstock/kit/newest-wins';
import { badInput, Refusal } from '@lzstock/kit/refusal';
import { parse } from 'graphql';

/** A made-up graph of weather stations that has nothing to do with what the gateway is for. */

const live = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
    @link(url: "https://lzstock.dev/live/v1.0", import: ["@live"])
    @composeDirective(name: "@live")
  directive @live(split: String, key: String, seq: String, epoch: String, gap: String, keep: String, staleField: String, staleValue: String,
    delivery: String! = "NEWEST", scope: String! = "PUBLIC") on FIELD_DEFINITION
`;

export const sensorsSdl = (declared: boolean): string => `
  ${declared ? live : 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])'}
  type Query { sensorCount: Int }
  type Station @key(fields: "id") { id: ID! reading: Reading }
  type Reading {
    station: Station
    id: ID! celsius: Float run: ID! seq: Int! gap: Gap mood: Mood!
    alarms: [Int!]
  }
  type Gap { from: Int }
  enum Mood { FRESH OLD }
  type Beep { number: Int! }
  type Secret { text: String! station: Station }
  type Subscription {
    readings(ids: [ID!]!, everyAlarm: Boolean! = false): Reading! ${
      declared
        ? '@live(split: "ids", key: "id", seq: "seq", epoch: "run", gap: "gap", keep: "alarms", staleField: "mood", staleValue: "OLD")'
        : ''
    }
    beeps(to: Int!): Beep! ${declared ? '@live(delivery: "EVERY")' : ''}
    secret: Secret! ${declared ? '@live(scope: "VIEWER")' : ''}
  }
`;

export const placesSdl = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
    @link(url: "https://lzstock.dev/cacheControl/v1.0", import: ["@cacheControl"])
    @composeDirective(name: "@cacheControl")
  directive @cacheControl(maxAge: Int, scope: String! = "PUBLIC", inheritMaxAge: Boolean! = false) on FIELD_DEFINITION | OBJECT
  type Query { place(id: ID!): Place }
  type Mutation { rename(id: ID!, name: String!): Place }
  type Station @key(fields: "id") {
    id: ID!
    place: Place @cacheControl(maxAge: 300)
    weather: String @cacheControl(maxAge: 1)
    visitors: Int
    mine: String @cacheControl(maxAge: 300, scope: "PRIVATE")
  }
  type Place { name: String! }
`;

export const notesSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { noteCount: Int }
  type Station @key(fields: "id") { id: ID! note: String }
`;

export function compose(
  parts: readonly { readonly name: string; readonly sdl: string; readonly url?: string }[],
): string {
  const { supergraphSdl, errors } = composeServices(
    parts.map(({ name, sdl, url }) => ({ name, url: url ?? `http://${name}.invalid/graphql`, typeDefs: parse(sdl) })),
  );
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

export const weatherSupergraph = (declared = true): string =>
  compose([
    { name: 'sensors', sdl: sensorsSdl(declared) },
    { name: 'places', sdl: placesSdl },
    { name: 'notes', sdl: notesSdl },
  ]);

export interface Reading {
  readonly id: string;
  readonly celsius: number;
  readonly run: string;
  readonly seq: number;
  readonly gap: { readonly from: number } | null;
  readonly mood: string;
  /** Numbers of what happened since the reading before; told to those who asked for it, else null. */
  readonly alarms: readonly number[] | null;
}

type Feed = ReturnType<typeof newestWins<Reading>>;

/** The sensors: what they measured last, and who listens. */
export class Sensors {
  readonly last = new Map<string, Reading>();
  readonly listeners = new Set<{
    readonly ids: ReadonlySet<string>;
    readonly everyAlarm: boolean;
    readonly feed: Feed;
  }>();
  /** Subscriptions asked for since the start. */
  asked = 0;
  /** They answer, but cannot measure. */
  away = false;
  /** What each of them said was heard last. */
  readonly resumed: (Resume | null)[] = [];

  measure(id: string, celsius: number, other: Partial<Reading> = {}): void {
    const seq = (this.last.get(id)?.seq ?? 0) + 1;
    const reading = { id, celsius, run: 'r1', seq, gap: null, mood: 'FRESH', alarms: [], ...other };
    this.last.set(id, reading);
    for (const { ids, everyAlarm, feed } of this.listeners)
      if (ids.has(id)) feed.push(everyAlarm ? reading : { ...reading, alarms: null });
  }

  /** Sends one listener's feed an older reading, as a replica that lags would. */
  repeat(reading: Reading): void {
    for (const { ids, feed } of this.listeners) if (ids.has(reading.id)) feed.push(reading);
  }

  listen(ids: readonly string[], everyAlarm = false): Feed {
    this.asked++;
    if (this.away) throw new Refusal('SUBGRAPH_UNAVAILABLE', 'Try again in a moment');
    const wanted = ids.map((id) => id.toLowerCase());
    for (const id of wanted) if (!/^[a-z0-9]+$/.test(id)) throw badInput('ids', 'letters and digits', id);
    const listener = {
      ids: new Set(wanted),
      everyAlarm,
      feed: newestWins<Reading>({
        key: ({ id, seq }) => `${id} ${seq}`,
        onReturn: () => this.listeners.delete(listener),
      }),
    };
    this.listeners.add(listener);
    for (const id of listener.ids) {
      const reading = this.last.get(id);
      if (reading) listener.feed.push({ ...reading, alarms: everyAlarm ? [] : null });
    }
    return listener.feed;
  }

  end(): void {
    for (const { feed } of [...this.listeners]) feed.end();
  }
}

async function* count(to: number) {
  for (let number = 1; number <= to; number++) yield { beeps: { number } };
}

async function* whisper(viewer: string | null) {
  yield { secret: { text: `for ${viewer ?? 'everyone'}`, station: { id: 'a' } } };
  await new Promise((resolve) => setTimeout(resolve, 200));
}

export const sensorsResolvers = (sensors: Sensors) => ({
  Reading: { station: ({ id }: Reading) => ({ id }) },
  Station: { reading: ({ id }: { id: string }) => sensors.last.get(id) ?? null },
  Subscription: {
    readings: {
      subscribe(
        _: unknown,
        { ids, everyAlarm }: { ids: string[]; everyAlarm: boolean },
        { resume }: { resume: Resume | null },
      ) {
        sensors.resumed.push(resume);
        return sensors.listen(ids, everyAlarm);
      },
      resolve: (reading: Reading) => reading,
    },
    beeps: { subscribe: (_: unknown, { to }: { to: number }) => count(to) },
    secret: {
      subscribe: (_: unknown, __: unknown, { viewer }: { viewer: { id: string | null } }) => whisper(viewer.id),
    },
  },
});

/** What the places were asked, and what they answer. */
export class Places {
  fetches = 0;
  entities = 0;
  weather = 'sunny';
  readonly named = new Map<string, string>();

  name(id: string): string {
    return this.named.get(id) ?? `Place ${id}`;
  }
}

export const placesResolvers = (places: Places) => ({
  Station: {
    __resolveReference: ({ id }: { id: string }) => {
      places.entities++;
      return { id };
    },
    place: ({ id }: { id: string }) => ({ name: places.name(id) }),
    weather: () => places.weather,
    visitors: () => places.entities,
    mine: ({ id }: { id: string }, _: unknown, { viewer }: { viewer: { id: string | null } }) =>
      `${id} of ${viewer.id ?? 'nobody'}`,
  },
  Query: { place: (_: unknown, { id }: { id: string }) => ({ name: places.name(id) }) },
  Mutation: { rename: (_: unknown, { name }: { name: string }) => ({ name }) },
});

export const notesResolvers = {
  Station: {
    __resolveReference: ({ id }: { id: string }) => ({ id }),
    note: ({ id }: { id: string }, _: unknown, { viewer }: { viewer: { id: string | null } }) =>
      `${viewer.id ?? 'nobody'} about ${id}`,
  },
};
