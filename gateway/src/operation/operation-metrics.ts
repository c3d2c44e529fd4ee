import { type OperationDefinitionNode, parse } from 'graphql';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { OperationResult } from './operation.ts';
import type { StoredOperations } from './stored.ts';

/** Takes the end of one operation; `operation` is null where the request meant none that may run. */
export type MeasureOperation = (
  operation: OperationDefinitionNode | null,
  result: OperationResult,
  seconds: number,
) => void;

const namesOf = (texts: readonly string[]): string[] =>
  texts.flatMap((text) =>
    parse(text).definitions.flatMap((node) =>
      node.kind === 'OperationDefinition' && node.name ? [node.name.value] : [],
    ),
  );

const outcomeOf = ({ data, errors }: OperationResult): string => {
  const [first] = errors ?? [];
  if (!first) return 'whole';
  return data ? 'partial' : String(first.extensions?.code ?? 'INTERNAL');
};

/**
 * Counts and times queries and mutations by outcome: `whole`, `partial` (data and errors), or the code of the refusal. Only operations that clients stored
 * are told apart by name, so that a stranger cannot make names; all others are `other`.
 */
export function measureOperations(metrics: Registry, stored: StoredOperations): MeasureOperation {
  const names = new Set(namesOf(stored.texts));
  const total = new Counter({
    name: 'gateway_operations_total',
    help: 'Queries and mutations answered, by the code of the first error where nothing was',
    labelNames: ['operation', 'kind', 'outcome'],
    registers: [metrics],
  });
  const time = new Histogram({
    name: 'gateway_operation_seconds',
    help: 'From the request that was read to the answer that is written',
    labelNames: ['operation', 'kind'],
    buckets: [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2],
    registers: [metrics],
  });
  const figuresOf = (operation: string, kind: string) => {
    const whole = total.labels({ operation, kind, outcome: 'whole' });
    const seconds = time.labels({ operation, kind });
    return {
      count: (outcome: string) => (outcome === 'whole' ? whole.inc() : total.inc({ operation, kind, outcome })),
      time: (took: number) => seconds.observe(took),
    };
  };
  const known = new Map<string, ReturnType<typeof figuresOf>>();

  return (definition, result, seconds) => {
    const name = definition?.name?.value;
    const operation = name !== undefined && names.has(name) ? name : 'other';
    const kind = definition?.operation ?? 'none';
    const key = `${kind} ${operation}`;
    const figures = known.get(key) ?? figuresOf(operation, kind);
    known.set(key, figures);
    figures.count(outcomeOf(result));
    figures.time(seconds);
  };
}
