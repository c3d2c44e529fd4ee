import { Refusal } from '@lzstock/kit/refusal';
import { OperationTypeNode } from 'graphql';
import {
  type Authorise,
  createAuthorise,
  type Permitted,
  wholeRefusals,
  withheldError,
} from './authorise/authorise.ts';
import type { Policies } from './authorise/requirement.ts';
import { publicMaxAge } from './cache-control/public-max-age.ts';
import { presentErrors } from './errors.ts';
import type { Graph } from './graph.ts';
import { type ChosenOperation, createChoice } from './operation/choose.ts';
import { createInFlight } from './operation/in-flight.ts';
import { badOperation, type OperationLimits } from './operation/limits.ts';
import type { OperationContext, OperationRequest, OperationResult } from './operation/operation.ts';
import type { MeasureOperation } from './operation/operation-metrics.ts';
import { createPreparation, type PlannableOperation } from './operation/prepare.ts';
import { createReader } from './operation/read.ts';
import { createRunner, type RunnerOptions } from './operation/run.ts';
import { createSafelist } from './operation/safelist.ts';
import { scan } from './operation/scan.ts';
import type { StoredOperations } from './operation/stored.ts';
import { nameOperation, traceOperation } from './operation/trace.ts';
import { warm } from './operation/warm.ts';
import type { PlanResult } from './plan/run-plan.ts';
import type { ChargeOperation } from './quota/quotas.ts';
import type { ToSubgraph } from './to-subgraph/subgraph.ts';

/** Answers queries and mutations from the supergraph. */
export interface Executor {
  /**
   * The text to run for what a client asks, subscriptions included. Throws a `Refusal`, a `GraphQLError` or a list of them where it may not run.
   */
  admit(request: OperationRequest, context: OperationContext): string | Promise<string>;
  /** What a viewer may be told of an operation; null where that is all of it. */
  readonly judge: Authorise['judge'];
  /** Milliseconds that planning a text may take that was admitted. */
  planningMs(text: string): number;
  /** Texts of operations that were used last and could be run. */
  recent(): readonly string[];
  /** Prepares what is stored and `texts`, so that the first who ask do not wait for the planner. */
  warm(texts: readonly string[]): Promise<void>;
  /** Never rejects. */
  execute(request: OperationRequest, context: OperationContext, only?: OperationTypeNode): Promise<Executed>;
}

export interface Executed {
  readonly result: OperationResult;
  /** Null where the request meant no operation. */
  readonly kind: OperationTypeNode | null;
  /** Seconds that anybody may keep an answer without errors; 0 for none. */
  publicMaxAge(): number;
}

export interface ExecutorOptions extends RunnerOptions {
  readonly graph: Graph;
  readonly toSubgraph: (name: string) => ToSubgraph;
  readonly introspection: boolean;
  readonly limits: OperationLimits;
  readonly policies: Policies;
  /** Charges operations to who asks; nobody pays where null. */
  readonly charge: ChargeOperation | null;
  /** Whether identical queries of one viewer that are under way at once are run once. */
  readonly shareQueries: boolean;
  /** Told of every query and mutation that was answered or refused. */
  readonly measure: MeasureOperation;
  readonly stored: StoredOperations;
  /** Whether only stored operations may run. */
  readonly safelist: boolean;
}

const mostRecent = 200;

/** Stands for an answer that nobody waited for: it is counted and traced, and reaches no client. */
const leftBehind: OperationResult = {
  errors: [{ message: 'The client left before the answer', extensions: { code: 'LEFT' } }],
};

/** Apollo's planner over the supergraph, behind a bounded memory of prepared operations, and an executor of our own. */
export function createExecutor({ graph, toSubgraph, ...options }: ExecutorOptions): Executor {
  const { api, supergraph } = graph;
  const { stored, limits, log } = options;
  const { read, recent } = createReader({ api, ...options });
  const textOf = createSafelist({ stored, only: options.safelist, limits });
  const choose = createChoice({ api, supergraph, textOf, read });
  const prepare = createPreparation(graph);
  const planningMs = (text: string): number =>
    stored.has(scan(text, limits)) ? Number.POSITIVE_INFINITY : limits.planningMs;
  const authorise = createAuthorise(graph, options.policies);
  const inFlight = options.shareQueries ? createInFlight<OperationResult>() : null;
  const presentation = { openSchema: options.introspection, log };
  const runOperation = createRunner(options);

  function charge(
    { operation, costOf, readVariables }: ChosenOperation,
    request: OperationRequest,
    { viewer, address }: OperationContext,
  ): Promise<void> | undefined {
    const cost = costOf(readVariables(request.variables));
    if (!(cost <= limits.cost)) throw new Refusal('COST_LIMIT', 'The operation would cost more than one may');
    return options.charge?.({ viewer, address, cost, writes: operation.operation === OperationTypeNode.MUTATION });
  }

  async function runPermitted(
    permitted: Permitted,
    request: OperationRequest,
    context: OperationContext,
  ): Promise<PlanResult> {
    const refusals = wholeRefusals(permitted, context.viewer);
    if (refusals.length > 0) return { data: null, errors: refusals };
    const result = await run(permitted, request, context);
    const { data, places } = permitted.fill(result.data ?? null);
    const errors = [...(result.errors ?? []), ...places.map((path) => withheldError(context.viewer, path))];
    return errors.length > 0 ? { ...result, data, errors } : { ...result, data };
  }

  const run = (what: PlannableOperation, request: OperationRequest, context: OperationContext): Promise<PlanResult> =>
    runOperation(
      prepare(what, () => planningMs(textOf(request))),
      { ...request.variables },
      context,
      toSubgraph,
    );

  async function answer(
    chosen: ChosenOperation,
    request: OperationRequest,
    context: OperationContext,
  ): Promise<OperationResult> {
    const permitted = authorise.judge(chosen, context.viewer);
    const { data, errors, extensions } = permitted
      ? await runPermitted(permitted, request, context)
      : await run(chosen, request, context);
    if (!errors) return extensions ? { data: data ?? null, extensions: { ...extensions } } : { data: data ?? null };
    const safe = presentErrors(errors, presentation);
    return data === undefined ? { errors: safe } : { data, errors: safe };
  }

  function allowed(
    chosen: ChosenOperation,
    request: OperationRequest,
    context: OperationContext,
    only: OperationTypeNode | undefined,
  ): Promise<OperationResult> {
    const kind = chosen.operation.operation;
    if (only && kind !== only) throw badOperation(`Expected a ${only} here, came a ${kind}`);
    const charged = charge(chosen, request, context);
    return charged ? charged.then(() => paid(chosen, request, context)) : paid(chosen, request, context);
  }

  function paid(
    chosen: ChosenOperation,
    request: OperationRequest,
    context: OperationContext,
  ): Promise<OperationResult> {
    const kind = chosen.operation.operation;
    if (kind === OperationTypeNode.MUTATION)
      return answer(chosen, request, { ...context, dueAt: undefined, signal: undefined }).finally(inFlight?.renew);
    const run = (within: OperationContext) => answer(chosen, request, within);
    return inFlight ? inFlight.share(chosen, request, context, run) : run(context);
  }

  return {
    judge: authorise.judge,
    planningMs,
    admit(request, context) {
      const chosen = choose(request);
      const text = textOf(request);
      if (chosen.operation.operation !== OperationTypeNode.SUBSCRIPTION) return text;
      return charge(chosen, request, context)?.then(() => text) ?? text;
    },
    recent: () => [...recent()].slice(-mostRecent),
    warm: (texts) =>
      warm([...texts, ...stored.texts], { read, choose, prepare, planningMs }, (query, err) =>
        log.warn({ err, query }, 'an operation cannot be prepared'),
      ),
    execute: (request, context, only) =>
      traceOperation(async () => {
        const startedAt = performance.now();
        let chosen: ChosenOperation | null = null;
        let result = leftBehind;
        try {
          chosen = choose(request);
          nameOperation(chosen, () => textOf(request));
          result = await allowed(chosen, request, context, only);
          if (context.signal?.aborted && chosen.operation.operation === OperationTypeNode.QUERY) result = leftBehind;
        } catch (thrown) {
          const errors: readonly unknown[] = Array.isArray(thrown) ? thrown : [thrown];
          if (!context.signal?.aborted || thrown !== context.signal.reason)
            result = { errors: presentErrors(errors, presentation) };
        }
        options.measure(chosen?.operation ?? null, result, (performance.now() - startedAt) / 1_000);
        return {
          result,
          kind: chosen?.operation.operation ?? null,
          publicMaxAge: () => (chosen ? publicMaxAge(graph, chosen.document) : 0),
        };
      }),
  };
}
