import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createLog } from '@lzstock/kit/log';
import type { Viewer } from '@lzstock/kit/viewer';
import { type GraphQLFieldResolver, type GraphQLSchema, graphql, parse } from 'graphql';
import { createExecutor, type Executor } from '../../execute.ts';
import { type Graph, openGraph } from '../../graph.ts';
import { looseOperationLimits } from '../../operation/limits.ts';
import type { OperationResult } from '../../operation/operation.ts';
import { storedOperations } from '../../operation/stored.ts';
import type { SubgraphAnswer } from '../../to-subgraph/subgraph.ts';
import type { Policies } from '../requirement.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@requires", "@external", "@shareable", "@authenticated", "@requiresScopes", "@policy", "@context", "@fromContext"])`;

/** A made-up clinic: every way in which something can be protected, and every way around it. */
const parts = {
  people: `${link}
    type Query {
      people: [Person!]
      person(id: ID!): Person
      being: Being
      beings: [Being]
      found: [Found]
      ward: Ward
      hours: String
      keys: [String] @authenticated
      strict: Strict!
      vault: Vault
    }
    type Mutation { greet(name: String): Greeting  wipe: String @requiresScopes(scopes: [["admin"]]) }
    type Subscription { beat: Beat  pulse: String @authenticated }
    type Greeting { text: String  by: String @authenticated }
    type Beat { rate: Int  name: String @requiresScopes(scopes: [["read:name"]])  person: Person }
    interface Being { id: ID! name: String friend: Being }
    type Person implements Being @key(fields: "id") {
      id: ID!
      name: String @requiresScopes(scopes: [["read:name"], ["staff", "night"]])
      friend: Being
      nick: String
      birth: String @authenticated
      ward: Ward
      mood: Mood
      secret: Note
    }
    type Pet implements Being @key(fields: "id") { id: ID! name: String friend: Being }
    union Found = Pet | Ward
    type Ward @context(name: "ward") { title: String  head: Person!  code: String! @policy(policies: [["insider"]]) bed: Bed }
    type Bed @key(fields: "id") {
      id: ID
      sign(code: String @fromContext(field: "$ward { code }")): String @policy(policies: [["insider"]])
      place(title: String @fromContext(field: "$ward { title }")): String
    }
    enum Mood @authenticated { GOOD BAD }
    scalar Note @requiresScopes(scopes: [["read:notes"]])
    type Strict { must: String! @authenticated  may: String }
    type Vault @requiresScopes(scopes: [["vault"]]) { gold: String  of: Person }
  `,
  records: `${link}
    type Query { recordCount: Int }
    type Person @key(fields: "id") {
      id: ID!
      birth: String @external
      age: String @requires(fields: "birth") @authenticated
      record: Record
    }
    type Record { title: String  diagnosis: String @policy(policies: [["doctor", "duty"], ["insider"]]) }
  `,
  labels: `${link}
    type Query { labelCount: Int }
    type Person @key(fields: "id") {
      id: ID!
      name: String @external
      age: String @external
      label: String @requires(fields: "name age") @authenticated @requiresScopes(scopes: [["read:name"], ["staff", "night"]])
    }
  `,
};

const beings = {
  p1: { __typename: 'Person', id: 'p1', friend: 'a1' },
  a1: { __typename: 'Pet', id: 'a1', friend: 'p1' },
} as const;

interface Row {
  readonly __typename?: string;
  readonly id?: string;
}

/** Every text tells which field it is of, so that one in the wrong place is known. */
const tell: GraphQLFieldResolver<Row, unknown> = (row, { id }, _context, { parentType, fieldName, returnType }) => {
  const named = String(returnType).replaceAll(/[[\]!]/g, '');
  const value = (): unknown => {
    if (named === 'Being') return beings[fieldName === 'friend' && row?.id === 'a1' ? 'p1' : 'a1'];
    if (named === 'Person') return beings.p1;
    if (named === 'Found') return { __typename: 'Ward' };
    if (named === 'ID') return row.id ?? id;
    if (named === 'Int') return 7;
    if (named === 'Mood') return 'GOOD';
    if (named === 'String' || named === 'Note') return `<${parentType.name}.${fieldName}>`;
    return {};
  };
  return String(returnType).startsWith('[') ? [value(), value()] : value();
};

const schemas = Object.fromEntries(
  Object.entries(parts).map(([name, sdl]): [string, GraphQLSchema] => {
    const schema = buildSubgraphSchema(parse(sdl));
    return [name, schema];
  }),
);

async function ask(name: string, query: string, variables: object | undefined): Promise<SubgraphAnswer> {
  const fieldResolver: typeof tell = (source, args, context, info) =>
    info.fieldName === '_entities'
      ? (args as { representations: unknown[] }).representations
      : info.fieldName === '__typename'
        ? source.__typename
        : tell(source, args, context, info);
  const answer = await graphql({
    schema: schemas[name]!,
    source: query,
    variableValues: (variables ?? {}) as Record<string, unknown>,
    fieldResolver,
    typeResolver: (value) => (value as Row).__typename,
  });
  return answer as SubgraphAnswer;
}

const composed = (): string => {
  const services = Object.entries(parts).map(([name, sdl]) => ({
    name,
    url: `http://${name}.invalid`,
    typeDefs: parse(sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
};

/** As composition writes it: interfaces and fields with `@requires` are marked as what is behind them. */
export const guardedSupergraph = composed();

/** As earlier compositions wrote it: only what subgraphs marked themselves, and nothing on what is computed from it. */
export const earlierSupergraph = guardedSupergraph
  .replace(/(interface Being[^{]*\{)([^}]*)\}/, (_, head: string, body: string) => `${head}${bare(body)}}`)
  .replace(/^ {2}(?:age|label|sign): .*$/gm, (line) => bare(line));

function bare(text: string): string {
  return text.replaceAll(/ ?@(authenticated|requiresScopes|policy)(\((?:[^()]|\([^()]*\))*\))?/g, '');
}

export interface Clinic {
  readonly graph: Graph;
  readonly executor: Executor;
  /** What subgraphs were asked. */
  readonly asked: string[];
  as(viewer: Viewer, query: string, variables?: Record<string, unknown>): Promise<OperationResult>;
}

/** The clinic's graph over subgraphs in this process. */
export function openClinic(sdl: string, policies: Policies): Clinic {
  const graph = openGraph(sdl);
  const asked: string[] = [];
  const executor = createExecutor({
    graph,
    toSubgraph: (name) => ({
      ask: ({ query, variables }) => {
        asked.push(query);
        return ask(name, query, variables);
      },
    }),
    mergeFetches: true,
    introspection: true,
    limits: looseOperationLimits,
    policies,
    charge: null,
    shareQueries: false,
    stored: storedOperations([]),
    safelist: false,
    measure: () => undefined,
    fellBack: () => undefined,
    log: createLog({ name: 'test', level: 'silent' }),
  });
  return {
    graph,
    executor,
    asked,
    as: async (viewer, query, variables) => (await executor.execute({ query, variables }, { viewer })).result,
  };
}
