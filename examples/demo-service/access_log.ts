import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { type Logger, pino } from 'pino';
import type { LogFile } from './log_file.ts';
import { rawPath } from './raw_path.ts';

/** Writes one line for each request, whatever answered it: a route, the framework, or nobody. */
export interface AccessLog {
  /** Follows a request to its end and then writes its line; ignored paths are not followed. */
  watch(request: IncomingMessage, response: ServerResponse): void;
  /** The identifier of a request, the same one that its line carries. */
  requestId(request: IncomingMessage): string;
  /** Names the cause that the line of a 5xx answer carries. */
  setErrorType(request: IncomingMessage, errorType: string): void;
  /** How many followed requests have not ended. */
  readonly underWay: number;
  /** Writes the lines of requests that have not ended, as aborted. */
  flush(): void;
}

/** The status logged where the client left before it had the whole answer. */
export const CLIENT_CLOSED_REQUEST = 499;

interface Exchange {
  id: string;
  errorType?: string;
}

/**
 * An access log in structured JSON.
 * @param service the name that every line carries.
 * @param ignoredPaths raw paths whose requests leave no line.
 */
export function createAccessLog(file: LogFile, service: string, ignoredPaths: readonly string[]): AccessLog {
  const logger = lineLogger(file, service);
  const ignored = new Set(ignoredPaths);
  const exchanges = new WeakMap<IncomingMessage, Exchange>();
  const unfinished = new Set<() => void>();

  function exchangeOf(request: IncomingMessage): Exchange {
    const known = exchanges.get(request);
    if (known !== undefined) return known;
    const exchange: Exchange = { id: `req-${randomUUID()}` };
    exchanges.set(request, exchange);
    return exchange;
  }

  return {
    watch(request, response) {
      const path = rawPath(request.url);
      if (ignored.has(path)) return;
      const started = performance.now();
      const exchange = exchangeOf(request);
      const finish = () => {
        if (!unfinished.delete(finish)) return;
        const status = response.writableFinished ? response.statusCode : CLIENT_CLOSED_REQUEST;
        const fields = {
          method: request.method ?? '',
          path,
          status,
          duration_ms: Math.round((performance.now() - started) * 1000) / 1000,
          request_id: exchange.id,
        };
        if (status >= 500) {
          const errorType = exchange.errorType ?? statusName(status);
          logger.error({ ...fields, error_type: errorType }, 'request completed');
        } else if (status >= 400) {
          logger.warn(fields, 'request completed');
        } else {
          logger.info(fields, 'request completed');
        }
      };
      unfinished.add(finish);
      response.once('close', finish);
    },
    requestId: (request) => exchangeOf(request).id,
    setErrorType(request, errorType) {
      exchangeOf(request).errorType = errorType;
    },
    get underWay() {
      return unfinished.size;
    },
    flush() {
      for (const finish of [...unfinished]) finish();
    },
  };
}

function lineLogger(file: LogFile, service: string): Logger {
  return pino(
    {
      base: { service },
      messageKey: 'message',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
    },
    file,
  );
}

function statusName(status: number): string {
  return (STATUS_CODES[status] ?? `Status ${status}`).replaceAll(' ', '');
}
