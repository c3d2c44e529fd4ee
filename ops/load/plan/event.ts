import { createEntityCache } from '@lzstock/gateway/entity-cache/entity-cache';
import { createEntityStore } from '@lzstock/gateway/entity-cache/entity-store';
import { openGraph } from '@lzstock/gateway/graph';
import { createCompletion } from '@lzstock/gateway/live/complete';
import { readEvent } from '@lzstock/gateway/live/event';
import { withLiveFields } from '@lzstock/gateway/live/graph';
import { defaultLimits } from '@lzstock/gateway/live/limits';
import { createPreparation } from '@lzstock/gateway/live/prepare';
import { createRunner } from '@lzstock/gateway/operation/run';
import { compilePlan } from '@lzstock/gateway/plan/compile';
import type { ToSubgraph } from '@lzstock/gateway/to-subgraph/subgraph';
import { createLog } from '@lzstock/kit/log';
import { visitor } from '@lzstock/kit/viewer';
import { composeLive } from '../live/supergraph.ts';
import { companyName, type Follows, operations } from '../live/world.ts';
import type { Run } from './cost.ts';

const log = createLog({ name: 'bench', level: 'error' });
const graph = withLiveFields(openGraph(composeLive()));
const symbol = 'S001';

/** Names of companies, all of which are remembered once they were asked for. */
function remembered(): ToSubgraph {
  const store = createEntityStore({ prefix: '', most: 10, keepMs: 3_600_000, now: Date.now, log });
  const to: ToSubgraph = {
    ask: async () => ({ data: { _entities: [{ __typename: 'Instrument', company: { name: companyName(symbol) } }] } }),
  };
  return createEntityCache({ graph, subgraph: 'companies', to, store, now: Date.now, counted: () => {} });
}

/** The same event, completed by Apollo's executor and by ours, what is joined to it being remembered. */
export function eventContenders(follows: Follows): Readonly<Record<'apollo' | 'ours' | 'compile', Run>> {
  const prepared = createPreparation(graph, defaultLimits)(operations[follows], null);
  if (prepared === 'answered at once') throw new Error('expected a subscription');
  const { plan } = prepared;
  const quote = {
    symbol,
    seq: 7,
    last: '123.45',
    changePercent: 1.25,
    asOf: '2026-11-26T15:00:00.000Z',
    state: 'LIVE',
  };
  const read = { live_key: symbol, live_seq: 7, live_epoch: 'e', live_gap: null };
  const value = { ...quote, instrument: { __typename: 'Instrument', symbol }, ...read };
  const event = readEvent({ data: { [follows]: value } }, plan.readings);
  const companies = remembered();
  const complete = createCompletion({
    toSubgraph: () => companies,
    run: createRunner({ mergeFetches: false, fellBack: () => {}, log }),
    formatErrors: (errors) => errors.map((error) => error.toJSON()),
  });
  const byApollo = { ...plan, completion: { ...plan.completion, compiled: null } };
  const variables = { element: [symbol] };
  return {
    apollo: () => complete(byApollo, event, variables, visitor),
    ours: () => complete(plan, event, variables, visitor),
    compile: () => compilePlan(graph, plan.completion.plan, plan.completion),
  };
}
