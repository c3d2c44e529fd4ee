import { type SubgraphName, subgraphNames } from './graph/graph.ts';

/** What requests to a subgraph of the bench are signed with by those who sign. */
export const secretOf = (name: SubgraphName): string => `the bench's key of the subgraph ${name}`.padEnd(40, '.');

/** All of them as the gateway reads them. */
export const secrets = subgraphNames.map((name) => `${name}=${secretOf(name)}`).join(',');
