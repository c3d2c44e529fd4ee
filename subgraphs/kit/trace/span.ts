import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { contextOf, traceparentOf } from './traceparent.ts';

export type { Span };

/** How a span begins. */
export interface SpanStart {
  readonly kind: 'server' | 'client' | 'consumer';
  readonly attributes?: Attributes;
  /** Milliseconds since 1970 at which it began; now where left out. */
  readonly since?: number;
  /** What caused it without waiting for it, as W3C Trace Context writes it. */
  readonly link?: string | undefined;
  /** `none`: the first of a trace. Text: it continues that trace, and is not made where it is none. Part of the active span, and not made without one, where left out. */
  readonly parent?: 'none' | (string & {}) | null;
}

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER };
const lateKey = createContextKey('a span that is made when one within it is');

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
  const span = tracer.startSpan(name, optionsOf(start), within);
  return context.with(trace.setSpan(within, span), () =>
    ending(
      () => run(span),
      () => span,
    ),
  );
}

/** As `inSpan`, for what is done when it returns. */
export function inSpanNow<T>(name: string, start: SpanStart, run: (span: Span | null) => T): T {
  const within = tracer && parentOf(start.parent);
  if (!tracer || !within) return run(null);
  const span = tracer.startSpan(name, optionsOf(start), within);
  try {
    return context.with(trace.setSpan(within, span), run, undefined, span);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** As `inSpan`, first of a trace that is made only where something within is traced too; `made` tells whether it was. */
export function inLateSpan<T>(
  name: string,
  start: Omit<SpanStart, 'parent'>,
  run: (made: () => Span | null) => Promise<T>,
): Promise<T> {
  const made = tracer;
  if (!made) return run(() => null);
  const within = parentOf('none')!;
  const since = Date.now();
  let span: Span | null = null;
  let over = false;
  const late = (): Span | null => {
    if (!over) span ??= made.startSpan(name, optionsOf({ since, ...start }), within);
    return over ? null : span;
  };
  return context.with(within.setValue(lateKey, late), () =>
    ending(
      () => run(() => span),
      () => {
        over = true;
        return span;
      },
    ),
  );
}

async function ending<T>(run: () => Promise<T>, end: () => Span | null): Promise<T> {
  let failed = true;
  try {
    const result = await run();
    failed = false;
    return result;
  } finally {
    const span = end();
    if (failed) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  }
}

function optionsOf({ kind, attributes, since, link }: SpanStart): SpanOptions {
  const linked = link === undefined ? null : contextOf(link, ROOT_CONTEXT);
  const cause = linked && trace.getSpanContext(linked);
  return {
    kind: kinds[kind],
    ...(attributes && { attributes }),
    ...(since !== undefined && { startTime: since }),
    ...(cause && { links: [{ context: cause }] }),
  };
}

function parentOf(parent: SpanStart['parent']): Context | null {
  const here = context.active();
  if (parent === 'none') return trace.deleteSpan(here).deleteValue(lateKey);
  if (parent !== undefined) return parent === null ? null : contextOf(parent, here);
  if (activeSpan()) return here;
  const late = (here.getValue(lateKey) as (() => Span | null) | undefined)?.();
  return late ? trace.setSpan(here, late) : null;
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
