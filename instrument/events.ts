import { randomUUID } from 'node:crypto';

/** An event as `POST /v1/events` takes it: of a source of type `events`, or whatever `source` names. */
export type Event = Readonly<Record<string, unknown>>;

export interface EventClientOptions {
  /** Where the exporter is: `http://127.0.0.1:9464`. */
  readonly url: string;
  /** What is in `exporter.token_file`, where that is set. */
  readonly token?: string;
  /** The name of the source; the one called `events`, or the only one, unless given. */
  readonly source?: string;
  /** How often what has come is sent, in milliseconds: 1000 unless given. */
  readonly intervalMs?: number;
  /** Most events that wait to be sent: 10000 unless given. What comes beyond is dropped. */
  readonly limit?: number;
  /** Told in a sentence when events are dropped or cannot be sent. */
  readonly onProblem?: (problem: string) => void;
}

const MOST_PER_REQUEST = 1_000;
const MOST_BYTES_PER_REQUEST = 524_288;
const TIMEOUT_MS = 5_000;
const LONGEST_WAIT_MS = 30_000;
/** What no repetition makes right. */
const REFUSED_FOR_GOOD: ReadonlySet<number> = new Set([400, 413, 415, 422]);

type Outcome =
  | { readonly kind: 'taken' }
  | { readonly kind: 'later'; readonly waitMs: number | null; readonly why: string }
  | { readonly kind: 'refused'; readonly index: number | null; readonly why: string };

/**
 * Sends events to an exporter, in batches and in order. It never throws into the application nor keeps it waiting or alive:
 * what the exporter does not take is kept, within a bound, and sent again; each event has an `id`, so that it counts once.
 */
export class EventClient {
  readonly #endpoint: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #intervalMs: number;
  readonly #limit: number;
  readonly #onProblem: (problem: string) => void;
  readonly #waiting: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | null = null;
  #waitMs: number;
  #dropped = 0;
  #closed = false;

  /** Throws a TypeError where `url` is none. */
  constructor(options: EventClientOptions) {
    this.#endpoint = new URL('/v1/events', options.url);
    if (options.source !== undefined) this.#endpoint.searchParams.set('source', options.source);
    this.#headers = {
      'content-type': 'application/json',
      ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
    };
    this.#intervalMs = options.intervalMs ?? 1_000;
    this.#limit = options.limit ?? 10_000;
    this.#onProblem = options.onProblem ?? (() => {});
    this.#waitMs = this.#intervalMs;
  }

  /** Events that were lost so far: beyond the limit, refused, or left when the client was closed. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Has an event sent soon. It gets an `id` unless it has one. Never throws. */
  send(event: Event): void {
    const text = serialized(event);
    if (text === null || text.length > MOST_BYTES_PER_REQUEST / 4)
      this.#drop(1, 'it is no JSON, or too large');
    else if (this.#closed) this.#drop(1, 'the client is closed');
    else if (this.#waiting.length >= this.#limit) this.#drop(1, `${this.#limit} wait already`);
    else {
      this.#waiting.push(text);
      this.#schedule(this.#intervalMs);
    }
  }

  /** Sends what waits. Resolves when the exporter has taken it, or cannot at present; never rejects. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
    await this.#sending;
  }

  /** Sends what waits, once; what is not taken then is dropped. Never rejects. */
  async close(): Promise<void> {
    this.#closed = true;
    // What came while a batch was on its way goes with the next one.
    await this.flush();
    await this.flush();
    clearTimeout(this.#timer);
    const left = this.#waiting.splice(0).length;
    if (left > 0) this.#drop(left, 'the client was closed');
  }

  #schedule(afterMs: number): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(() => void this.flush(), afterMs);
    this.#timer.unref();
  }

  async #sendAll(): Promise<void> {
    // Each round takes events away; what comes meanwhile is bounded by the limit.
    for (let rounds = 0; this.#waiting.length > 0 && rounds < this.#limit; rounds += 1) {
      const batch = this.#nextBatch();
      const outcome = await this.#post(batch);
      if (outcome.kind === 'later') {
        this.#tell(`Events cannot be sent: ${outcome.why} ${this.#waiting.length} wait.`);
        this.#sendLater(outcome.waitMs);
        return;
      }
      this.#waitMs = this.#intervalMs;
      if (outcome.kind === 'taken') this.#waiting.splice(0, batch.length);
      else this.#giveUp(batch.length, outcome);
    }
    if (this.#waiting.length > 0) this.#sendLater(null);
  }

  #nextBatch(): string[] {
    let bytes = 0;
    const batch: string[] = [];
    for (const text of this.#waiting) {
      bytes += Buffer.byteLength(text) + 1;
      if (batch.length === MOST_PER_REQUEST || (batch.length > 0 && bytes > MOST_BYTES_PER_REQUEST)) break;
      batch.push(text);
    }
    return batch;
  }

  // The exporter counts all or nothing, and says which event it was: the others go again.
  #giveUp(batch: number, { index, why }: { readonly index: number | null; readonly why: string }): void {
    const isOne = index !== null && index < batch;
    const lost = this.#waiting.splice(isOne ? index : 0, isOne ? 1 : batch).length;
    this.#drop(lost, why);
  }

  #sendLater(waitMs: number | null): void {
    const wait = waitMs ?? this.#waitMs;
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#schedule(wait);
  }

  async #post(batch: readonly string[]): Promise<Outcome> {
    try {
      const response = await fetch(this.#endpoint, {
        method: 'POST',
        headers: this.#headers,
        body: `[${batch.join(',')}]`,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const answer = (await response.json().catch(() => ({}))) as Readonly<Record<string, unknown>>;
      if (response.ok) return { kind: 'taken' };
      const why = typeof answer.error === 'string' ? answer.error : `The answer is ${response.status}.`;
      const index = typeof answer.index === 'number' ? answer.index : null;
      if (REFUSED_FOR_GOOD.has(response.status)) return { kind: 'refused', index, why };
      return { kind: 'later', waitMs: retryAfter(response), why };
    } catch (error) {
      return { kind: 'later', waitMs: null, why: `${reasonOf(error)}.` };
    }
  }

  #drop(count: number, why: string): void {
    this.#dropped += count;
    this.#tell(`${count === 1 ? 'An event is' : `${count} events are`} dropped: ${why.replace(/\.$/, '')}.`);
  }

  #tell(problem: string): void {
    try {
      this.#onProblem(problem);
    } catch {
      // Its trouble must not become that of the application.
    }
  }
}

function serialized(event: Event): string | null {
  try {
    return JSON.stringify({ ...event, id: event.id ?? randomUUID() }) ?? null;
  } catch {
    return null;
  }
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return seconds >= 0 ? Math.min(seconds * 1_000, LONGEST_WAIT_MS) : null;
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}
