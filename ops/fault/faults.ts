import { channelsCut } from './cases/channels-cut.ts';
import { companiesKilled } from './cases/companies-killed.ts';
import { databaseFull } from './cases/database-full.ts';
import { gatewayCrashes } from './cases/gateway-crashes.ts';
import { gatewayKilled } from './cases/gateway-killed.ts';
import { gatewaysRolled } from './cases/gateways-rolled.ts';
import { marketKilled } from './cases/market-killed.ts';
import { mutationCut } from './cases/mutation-cut.ts';
import { readersStalled } from './cases/readers-stalled.ts';
import { redisAway } from './cases/redis-away.ts';
import { redisFlushed } from './cases/redis-flushed.ts';
import { redisKilled } from './cases/redis-killed.ts';
import { redisSilent } from './cases/redis-silent.ts';
import { registryAway } from './cases/registry-away.ts';
import { subgraphFlaps } from './cases/subgraph-flaps.ts';
import { subgraphHung } from './cases/subgraph-hung.ts';
import { subgraphLies } from './cases/subgraph-lies.ts';
import { subgraphSlow } from './cases/subgraph-slow.ts';
import { supergraphBroken } from './cases/supergraph-broken.ts';
import { supergraphPublished } from './cases/supergraph-published.ts';
import type { Fault, LoneFault } from './fault.ts';

/** Every fault there is; those that need no world stand first, those that need the same one together. */
export const faults: readonly (Fault | LoneFault)[] = [
  subgraphHung,
  subgraphSlow,
  subgraphLies,
  subgraphFlaps,
  mutationCut,
  registryAway,
  gatewayCrashes,
  companiesKilled,
  marketKilled,
  redisKilled,
  redisAway,
  redisFlushed,
  channelsCut,
  databaseFull,
  supergraphBroken,
  supergraphPublished,
  gatewaysRolled,
  gatewayKilled,
  redisSilent,
  readersStalled,
];
