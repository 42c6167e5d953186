/** `{ trace_id }`, the label by which Grafana leads from an exemplar to its trace. */
export interface TraceLabels {
  readonly [label: string]: string;
  readonly trace_id: string;
}

/** Version (not ff), trace-id and parent-id (not all zero), flags with the sampled one set; then what is to come. */
const SAMPLED = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f][13579bdf](?:-|$)/;
const HEADER = 'traceparent';
const FIRST_VERSION = '00-';
const FIRST_VERSION_LENGTH = 55;
const TRACE_ID_FROM = 3;
const TRACE_ID_TO = 35;

/**
 * What an exemplar says of a request with this `traceparent` header (https://www.w3.org/TR/trace-context/, section
 * "Traceparent Header"). Undefined where the header is missing or not valid, or where its caller has recorded no trace.
 */
export function traceLabels(traceparent: string | undefined): TraceLabels | undefined {
  if (traceparent === undefined || !SAMPLED.test(traceparent)) return undefined;
  // Only later versions may have more fields.
  if (traceparent.length > FIRST_VERSION_LENGTH && traceparent.startsWith(FIRST_VERSION)) return undefined;
  // A slice would keep alive all of the header, which may be long.
  return {
    trace_id: Buffer.from(traceparent.slice(TRACE_ID_FROM, TRACE_ID_TO), 'latin1').toString('latin1'),
  };
}

/**
 * The `traceparent` header among the names and values of `rawHeaders`, where `headers` may not have been made of them
 * yet. Undefined where there is none, or more than one, which the specification takes for none.
 */
export function rawTraceparent(rawHeaders: readonly string[]): string | undefined {
  let found: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length !== HEADER.length || name.toLowerCase() !== HEADER) continue;
    if (found !== undefined) return undefined;
    found = rawHeaders[index + 1];
  }
  return found;
}

/** The span that is active, as log lines name it; in hexadecimal. */
export interface ActiveSpan {
  readonly trace_id: string;
  readonly span_id: string;
}

// What every copy of @opentelemetry/api 1.x of a process shares; asked for here so that it need not be installed.
const SHARED = Symbol.for('opentelemetry.js.api.1');
const SPAN = Symbol.for('OpenTelemetry Context Key SPAN');
const TRACE_ID = /^(?!0{32})[\da-f]{32}$/;
const SPAN_ID = /^(?!0{16})[\da-f]{16}$/;

interface SharedByOpenTelemetry {
  readonly context?: {
    active(): {
      getValue(key: symbol): { spanContext(): { traceId: string; spanId: string } } | undefined;
    };
  };
}

/**
 * The span that OpenTelemetry has active here, whether it is recorded or not. Undefined where there is none, or the application does not
 * trace. Never throws.
 */
export function activeSpan(): ActiveSpan | undefined {
  try {
    const { context } = (globalThis as Record<symbol, SharedByOpenTelemetry | undefined>)[SHARED] ?? {};
    const span = context?.active().getValue(SPAN)?.spanContext();
    if (span === undefined || !TRACE_ID.test(span.traceId) || !SPAN_ID.test(span.spanId)) return undefined;
    return { trace_id: span.traceId, span_id: span.spanId };
  } catch {
    return undefined;
  }
}
