import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { type ASTNode, buildSchema, type GraphQLError, type GraphQLSchema } from 'graphql';
import type { ContextSdl } from './context-sdl.ts';
import { declarationOf } from './declaration.ts';
import { type Finding, type Place, placesOf } from './finding.ts';

/** What composing the contexts gives: a supergraph, or errors. */
export interface Composition {
  /** The composed SDL, ending with a newline; null where the contexts do not compose. */
  readonly supergraph: string | null;
  /** Why they do not compose; empty where they do. */
  readonly errors: readonly Finding[];
  /** What composes but may not be meant, for example two descriptions of one type. */
  readonly hints: readonly Finding[];
}

/** Composes the contexts. The same SDL gives the same text, whatever the order of the list. Never throws for what an SDL says. */
export function compose(contexts: readonly ContextSdl[]): Composition {
  const services = contexts.map(({ name, url, document }) => ({ name, url, typeDefs: document }));
  const result = composeServices(services);
  if (result.errors)
    return { supergraph: null, errors: result.errors.map((error) => fromError(error, contexts)), hints: [] };
  return {
    supergraph: `${result.supergraphSdl.trimEnd()}\n`,
    errors: [],
    hints: result.hints.map((hint) => ({
      rule: hint.definition.code,
      message: hint.message,
      places: placesOf(hint.nodes ?? []),
    })),
  };
}

/** Whether an SDL was composed of contexts. */
export function isSupergraph(sdl: string): boolean {
  return /\benum join__Graph\b/.test(sdl);
}

/** What clients see of a supergraph, without federation's machinery. A schema that is no supergraph is taken as it is. */
export function publicSchema(sdl: string): GraphQLSchema {
  if (!isSupergraph(sdl)) return buildSchema(sdl);
  return Supergraph.build(sdl, { validateSupergraph: false, supportedFeatures: null }).apiSchema().toGraphQLJSSchema();
}

function fromError(error: GraphQLError, contexts: readonly ContextSdl[]): Finding {
  const places = placesOf((error.nodes ?? []) as readonly ASTNode[]);
  return {
    rule: String(error.extensions.code ?? 'COMPOSITION'),
    message: error.message,
    places: places.length > 0 ? places : mentioned(error.message, contexts),
  };
}

/** An error that blames no line names its fields: `"Instrument.name"`. */
function mentioned(message: string, contexts: readonly ContextSdl[]): Place[] {
  const coordinate = /"(\w+\.\w+)"/.exec(message)?.[1];
  return coordinate ? placesOf(contexts.map(({ document }) => declarationOf(document, coordinate))) : [];
}
