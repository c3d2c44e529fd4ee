import { type Attributes, context, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { contextOf, traceparentOf } from './traceparent.ts';

/** How a span begins. */
export interface SpanStart {
  readonly kind: 'server' | 'client';
  readonly attributes?: Attributes;
  /** `none`: the first of a trace. Text: it continues that trace, and is not made where it is none. Part of the active span, and not made without one, where left out. */
  readonly parent?: 'none' | (string & {}) | null;
}

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT };

let tracer: Tracer | null = null;

/** Makes spans with `next` from now on; none where null. */
export function setTracer(next: Tracer | null): void {
  tracer = next;
}

/** The span that is under way here; null where none is, or the one that was is over. */
export function activeSpan(): Span | null {
  const span = tracer ? trace.getSpan(context.active()) : undefined;
  return span?.isRecording() ? span : null;
}

/** Where what is asked from here on belongs, as W3C Trace Context writes it. */
export function traceparentHere(): string | undefined {
  const span = activeSpan();
  return span ? traceparentOf(span.spanContext()) : undefined;
}

/** `trace_id` of what is under way, for a line of the log. */
export function traceField(): { readonly trace_id?: string } {
  const span = activeSpan();
  return span ? { trace_id: span.spanContext().traceId } : {};
}

/** Makes `run` part of the span that is under way now, whoever calls it later. */
export function keepSpan<T>(run: () => Promise<T>): () => Promise<T> {
  return tracer ? context.bind(context.active(), run) : run;
}

/**
 * Runs something within a span, which ends with it; without a tracer it just runs it. A rejection marks the span and tells nothing of the error, whose text may hold
 * values.
 */
export function inSpan<T>(name: string, start: SpanStart, run: (span: Span | null) => Promise<T>): Promise<T> {
  const within = tracer && parentOf(start.parent);
  if (!tracer || !within) return run(null);
  const span = tracer.startSpan(name, { kind: kinds[start.kind], ...withAttributes(start) }, within);
  return context.with(trace.setSpan(within, span), async () => {
    try {
      return await run(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

const withAttributes = ({ attributes }: SpanStart) => (attributes ? { attributes } : {});

function parentOf(parent: SpanStart['parent']) {
  const here = context.active();
  if (parent === 'none') return trace.deleteSpan(here);
  if (parent !== undefined) return parent === null ? null : contextOf(parent, here);
  return activeSpan() ? here : null;
}

/** Marks how what a span stands for came out: `OK`, or the code of a failure. */
export function markOutcome(span: Span | null, outcome: string): void {
  span?.setAttribute('outcome', outcome);
  if (outcome !== 'OK') span?.setStatus({ code: SpanStatusCode.ERROR });
}

/** The first code of an answer's errors; `OK` where it has none. */
export function outcomeOf(answer: {
  readonly errors?: readonly { readonly extensions?: object }[] | undefined;
}): string {
  const [first] = answer.errors ?? [];
  if (!first) return 'OK';
  const { code } = (first.extensions ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'ERROR';
}
