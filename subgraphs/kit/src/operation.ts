import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import { inSpan, markOutcome, outcomeOf } from '../trace/span.ts';
import type { Log } from './log.ts';
import { maskResult } from './mask.ts';

/** A context made for one execution; disposed when that is over. */
export type ExecutionContext = object & Partial<AsyncDisposable>;

/** Runs operations of one schema: parses and validates each text once, gives each execution its own context, masks errors. */
export interface Operations {
  parse(text: string): DocumentNode;
  validate(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[];
  execute(args: ExecutionArgs): Promise<ExecutionResult>;
  /** A subscription; every event is executed with a context of its own. */
  subscribe(args: ExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;
}

const remembered = 500;

export function createOperations(options: {
  /** Makes the context of one execution from what the transport put into `contextValue`. */
  readonly context: (transport: unknown) => ExecutionContext;
  /** Name of the subgraph in traces, and the trace that an execution continues; null where there is none. */
  readonly trace: {
    readonly subgraph: string;
    readonly parent: (transport: unknown) => string | null;
    /** The same for the start of a subscription; its events are traced by `parent`. */
    readonly subscribeParent: (transport: unknown) => string | null;
  };
  readonly log: Log;
}): Operations {
  const documents = new Map<string, DocumentNode>();
  const verdicts = new WeakMap<DocumentNode, readonly GraphQLError[]>();

  function run(args: ExecutionArgs): Promise<ExecutionResult> {
    const { subgraph, parent } = options.trace;
    const start = { kind: 'server', parent: parent(args.contextValue), attributes: { subgraph } } as const;
    return inSpan(`execute ${subgraph}`, start, async (span) => {
      const result = await runOnce(args);
      markOutcome(span, outcomeOf(result));
      return result;
    });
  }

  async function runOnce(args: ExecutionArgs): Promise<ExecutionResult> {
    const contextValue = options.context(args.contextValue);
    try {
      return maskResult(await execute({ ...args, contextValue }), options.log);
    } finally {
      await contextValue[Symbol.asyncDispose]?.();
    }
  }

  function openSource(args: ExecutionArgs, transport: unknown): ReturnType<typeof createSourceEventStream> {
    const { subgraph, subscribeParent } = options.trace;
    const start = { kind: 'server', parent: subscribeParent(transport), attributes: { subgraph } } as const;
    return inSpan(`subscribe ${subgraph}`, start, async (span) => {
      const source = await createSourceEventStream(args);
      markOutcome(span, Symbol.asyncIterator in source ? 'OK' : outcomeOf(source));
      return source;
    });
  }

  return {
    parse(text) {
      const known = documents.get(text);
      if (known) {
        documents.delete(text);
        documents.set(text, known);
        return known;
      }
      const document = parse(text, { maxTokens: 20_000 });
      documents.set(text, document);
      if (documents.size > remembered) documents.delete(documents.keys().next().value as string);
      return document;
    },
    validate(schema, document) {
      const verdict = verdicts.get(document) ?? validate(schema, document);
      verdicts.set(document, verdict);
      return verdict;
    },
    execute: run,
    async subscribe(args) {
      const contextValue = options.context(args.contextValue);
      const dispose = async () => contextValue[Symbol.asyncDispose]?.();
      const source = await openSource({ ...args, contextValue }, args.contextValue).catch(async (error: unknown) => {
        await dispose();
        throw error;
      });
      if (!(Symbol.asyncIterator in source)) {
        await dispose();
        return maskResult(source, options.log);
      }
      return eachEvent(source, (event) => run({ ...args, rootValue: event }), dispose);
    },
  };
}

function eachEvent(
  source: AsyncIterable<unknown>,
  answer: (event: unknown) => Promise<ExecutionResult>,
  dispose: () => Promise<void>,
): AsyncIterableIterator<ExecutionResult> {
  const events = source[Symbol.asyncIterator]();
  let over = false;
  const finish = async () => {
    if (over) return;
    over = true;
    await dispose();
  };
  return {
    async next() {
      try {
        const step = await events.next();
        if (!step.done) return { value: await answer(step.value), done: false };
      } catch (error) {
        await finish();
        throw error;
      }
      await finish();
      return { value: undefined, done: true };
    },
    async return() {
      await events.return?.();
      await finish();
      return { value: undefined, done: true };
    },
    async throw(error) {
      await events.return?.();
      await finish();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
