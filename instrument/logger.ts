import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { Redaction } from './redaction.ts';
import { activeSpan } from './trace_context.ts';

export interface GoldwatchLoggerOptions {
  /** What `service` says in every line. */
  readonly service: string;
  /** The least level that is written: `info` unless given. */
  readonly level?: string;
  /**
   * Further names of secrets, such as `session_id`: their values are masked at whatever depth, as passwords, tokens, cookies and keys are
   * anyway. `false` masks nothing.
   */
  readonly redact?: readonly string[] | false;
}

/** An error as log lines have it. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  /** What Node and libraries tell errors apart by, such as `ECONNREFUSED`. */
  readonly code?: string;
  readonly cause?: LoggedError;
}

const DEEPEST_CAUSE = 5;

/**
 * A pino logger whose lines the source `logs` reads as they are: `timestamp`, `level`, `service`, `message`, `error`, and `trace_id` where
 * OpenTelemetry traces. Throws a TypeError where an option is none.
 */
export function goldwatchLogger(options: GoldwatchLoggerOptions, destination?: DestinationStream): Logger {
  return destination === undefined ? pino(pinoOptions(options)) : pino(pinoOptions(options), destination);
}

/**
 * The same as options of pino, 9.6 or later, for whoever makes the logger himself, as Fastify does.
 * Throws a TypeError where an option is none.
 */
export function pinoOptions({ service, level = 'info', redact = [] }: GoldwatchLoggerOptions): LoggerOptions {
  if (typeof service !== 'string' || service === '') {
    throw new TypeError('goldwatch needs "service", the name of this service.');
  }
  if (redact !== false && !(Array.isArray(redact) && redact.every((name) => typeof name === 'string'))) {
    throw new TypeError(
      `goldwatch needs "redact" as a list of names, or false, not ${JSON.stringify(redact)}.`,
    );
  }
  const redaction = redact === false ? null : new Redaction(redact);
  return {
    level,
    base: { service },
    messageKey: 'message',
    errorKey: 'error',
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    mixin: () => ({ ...activeSpan() }),
    formatters: { level: (label) => ({ level: label.toUpperCase() }) },
    serializers: { error: (error: unknown) => (error instanceof Error ? loggedError(error) : error) },
    hooks: {
      logMethod(args, method) {
        const [first, ...rest] = args as unknown[];
        // What is interpolated becomes part of the message, where no name is found any more.
        const others = redaction === null ? rest : rest.map((value) => withoutSecrets(value, redaction));
        method.apply(this, [withError(first), ...others] as unknown as typeof args);
      },
      // Last, so that nothing comes past it: bindings of children, serializers, objects with toJSON.
      ...(redaction !== null && { streamWrite: (line: string) => redaction.line(line) }),
    },
  };
}

/** What tells an error, without its own further properties. */
export function loggedError(error: Error, depth = 0): LoggedError {
  const { name, message, stack = '', cause, code } = error as Error & { readonly code?: unknown };
  return {
    // Classes that leave `name` as it is have one nevertheless.
    type: name === 'Error' ? (error.constructor?.name ?? name) : name,
    message,
    stack,
    ...(typeof code === 'string' && { code }),
    ...(cause instanceof Error && depth < DEEPEST_CAUSE && { cause: loggedError(cause, depth + 1) }),
  };
}

// Most libraries call it `err`, as pino itself does unless told otherwise.
function withError(first: unknown): unknown {
  if (typeof first !== 'object' || first === null || !('err' in first) || 'error' in first) return first;
  const { err, ...others } = first;
  return err instanceof Error ? { ...others, error: err } : first;
}

function withoutSecrets(value: unknown, redaction: Redaction): unknown {
  return typeof value === 'object' && value !== null && !(value instanceof Error)
    ? redaction.copy(value)
    : value;
}
