/** One bounded context of the supergraph. */
export interface Subgraph {
  /** Name in the supergraph, workspace folder and SDL folder alike. */
  readonly name: string;
  /** Path of its SDL, relative to this folder. */
  readonly sdl: string;
  /** Entities it is the home of: it says which ones exist. Every other context only refers to them or adds fields. */
  readonly owns?: readonly string[];
  /** Whether it answers every viewer alike, except for fields marked private; streams may share what they join from it. */
  readonly public?: boolean;
  /** Port it listens on when it runs as a service of its own; `npm start` takes free ports instead. */
  readonly port: number;
}

/** The list of subgraphs. Composition, gateway, launchers and code generation read it; nothing else lists them. */
export const subgraphs = [
  { name: 'companies', sdl: 'companies/companies.graphql', owns: ['Company', 'Instrument'], public: true, port: 4101 },
  { name: 'market', sdl: 'market/market.graphql', public: true, port: 4102 },
] as const satisfies readonly Subgraph[];

export type SubgraphName = (typeof subgraphs)[number]['name'];

/** Names of the subgraphs that answer every viewer alike. */
export const publicSubgraphs: readonly string[] = subgraphs
  .filter((subgraph: Subgraph) => subgraph.public)
  .map(({ name }) => name);

/** Where a subgraph answers when nobody says otherwise; this is the address written into `supergraph.graphql`. */
export const defaultUrl = (subgraph: Subgraph): string => `http://127.0.0.1:${subgraph.port}/graphql`;
