import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { createNewestTexts } from '../newest-texts.ts';
import { checkShape } from './check-shape.ts';
import type { OperationLimits } from './limits.ts';
import { scan } from './scan.ts';
import type { StoredOperations } from './stored.ts';

/** Reads a text, measures it and holds it against the graph. Throws a `Refusal`, a `GraphQLError` or a list of them where it cannot be run. */
export type Read = (text: string) => DocumentNode;

export interface Reader {
  readonly read: Read;
  /** Texts that could be run, those used last at the end. */
  recent(): IteratorObject<string>;
}

export interface ReadOptions {
  readonly api: GraphQLSchema;
  /** Whether clients may learn the schema. */
  readonly introspection: boolean;
  readonly limits: OperationLimits;
  /** Texts that are never forgotten. */
  readonly stored: Pick<StoredOperations, 'has'>;
}

type Verdict = { readonly document: DocumentNode } | { readonly thrown: unknown };

const remembered = { texts: 1_000, characters: 1_000_000 };
const mostComplaints = 20;

/** Reads each text once and remembers those used last, good or bad. Texts that differ only in what means nothing are one. */
export function createReader({ api, introspection, limits, stored }: ReadOptions): Reader {
  const byText = createNewestTexts<Verdict>(remembered);
  const byTokens = createNewestTexts<Verdict>(remembered);
  const kept = new Map<string, Verdict>();
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];

  function judge(text: string): Verdict {
    try {
      const tokens = scan(text, limits);
      const before = kept.get(tokens) ?? byTokens.get(tokens);
      if (before) return before;
      const document = parse(text);
      checkShape(document, limits);
      const errors = complaints(api, document, rules, !introspection);
      if (errors.length > 0) throw errors;
      const verdict = { document };
      if (stored.has(tokens)) kept.set(tokens, verdict);
      else byTokens.set(tokens, verdict);
      return verdict;
    } catch (thrown) {
      return { thrown };
    }
  }

  return {
    read(text) {
      let verdict = byText.get(text);
      if (!verdict) {
        verdict = judge(text);
        byText.set(text, verdict);
      }
      if ('thrown' in verdict) throw verdict.thrown;
      return verdict.document;
    },
    recent: () => byText.entries().flatMap(([text, verdict]) => ('document' in verdict ? [text] : [])),
  };
}

/** What is wrong with a document. Some rules of graphql-js throw instead of telling, for instance a variable in a root field's `@include`. */
function complaints(
  api: GraphQLSchema,
  document: DocumentNode,
  rules: readonly ValidationRule[],
  hideSuggestions: boolean,
): readonly GraphQLError[] {
  try {
    return validate(api, document, rules, { maxErrors: mostComplaints, hideSuggestions });
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}
