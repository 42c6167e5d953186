import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import type { MetricScope } from '../../metrics/scope.ts';
import { retryText } from './event_text.ts';

/** Most pages that are told what is new at a time. */
const MOST_STREAMS = 500;
/** Most bytes that may wait for a reader. */
const MOST_WAITING = 1_048_576;
const RETRY_MS = 2_000;

const ENDED = { slow: 'slow_reader', many: 'too_many' } as const;
const TOO_MANY = `${MOST_STREAMS} status pages are open already, the most at a time. Close some, or ask GET /v1/status now and then.`;

/** The pages that are open: each gets every event, as long as it reads. */
export class StatusStreams {
  readonly #scope: MetricScope;
  readonly #open = new Set<ServerResponse>();

  constructor(scope: MetricScope) {
    this.#scope = scope;
    // From the start, so that the first of them is an increase.
    for (const reason of Object.values(ENDED))
      scope.counter(SELF_METRICS.statusStreamsEnded).labels({ reason });
    this.#counted();
  }

  get size(): number {
    return this.#open.size;
  }

  /** Begins a stream as the answer to a request; or says why there is no room, and leaves the response as it is. */
  open(response: ServerResponse, headers: OutgoingHttpHeaders): string | null {
    if (this.#open.size >= MOST_STREAMS) {
      this.#ended('many');
      return TOO_MANY;
    }
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // nginx would keep events back until it has a buffer full.
      'x-accel-buffering': 'no',
    });
    this.#open.add(response);
    response.once('close', () => {
      this.#open.delete(response);
      this.#counted();
    });
    // A connection that breaks is no failure of the exporter; its end follows.
    response.on('error', () => response.destroy());
    response.write(retryText(RETRY_MS));
    this.#counted();
    return null;
  }

  /** Sends an event to every page. One that has not taken what it was sent before is cut off: it connects again when it reads. */
  send(event: Buffer): void {
    for (const response of this.#open) this.sendTo(response, event);
  }

  /** Sends an event to one page. */
  sendTo(response: ServerResponse, event: Buffer): void {
    if (response.writableLength <= MOST_WAITING) {
      response.write(event);
      return;
    }
    // Before it is known to be closed, others may be sent to it.
    this.#open.delete(response);
    response.destroy();
    this.#ended('slow');
  }

  /** Ends every stream, at once where something still waits to be read. */
  end(): void {
    for (const response of this.#open) {
      // Before it is known to be closed, nothing more may be sent to it.
      this.#open.delete(response);
      if (response.writableLength > 0) response.destroy();
      else response.end();
    }
    this.#counted();
  }

  #counted(): void {
    this.#scope.gauge(SELF_METRICS.statusStreams).labels({}).set(this.#open.size);
  }

  #ended(why: keyof typeof ENDED): void {
    this.#scope.counter(SELF_METRICS.statusStreamsEnded).labels({ reason: ENDED[why] }).inc();
  }
}
