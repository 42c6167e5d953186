import { setImmediate as turn } from 'node:timers/promises';
import { Journal, type JournalRecord } from '../../../received/journal.ts';
import { KnownIds } from '../../../received/known_ids.ts';
import type { Delivery, Receipt } from '../../receiver.ts';
import type { SourceContext } from '../../source.ts';
import type { Framing } from '../framing.ts';
import type { LogTally } from '../log_tally.ts';
import { Turns } from '../turns.ts';
import { type Batch, type RefusedBatch, readBatch } from './batch.ts';
import { firehoseAnswer } from './firehose.ts';

/** Where lines of it are said to stand. */
const PLACE = 'POST /v1/logs';
/** Most bytes of requests that wait for others to be counted. */
const MOST_WAITING = 67_108_864;
/** How many ids of requests are remembered, of some hours where one comes each second. */
const MOST_IDS = 10_000;
/** Lines that are counted without a pause, some milliseconds. */
const SLICE = 2_000;
const SOON_SECONDS = 1;
const LATER_SECONDS = 5;

const BUSY: Receipt = {
  status: 429,
  body: {
    error: `${MOST_WAITING / 1_048_576} MiB of log lines wait to be counted already. Send this request again later.`,
  },
  retryAfter: SOON_SECONDS,
};
const CANNOT_WRITE: Receipt = {
  status: 503,
  body: {
    error:
      'Log lines cannot be written to disk at present, as the log of the exporter says. None of the request is counted; send it again later.',
  },
  retryAfter: LATER_SECONDS,
};

export interface HttpInputOptions {
  readonly framing: Framing;
  readonly tally: LogTally;
  readonly context: SourceContext;
  /** Shared with whoever saves: not while a request is being counted. */
  readonly turns: Turns;
  /** What the checkpoint has of it. */
  readonly saved: SavedRequests;
  /** So much was received that it should be saved. */
  readonly onDue: () => void;
}

/** What survives a restart beside what was counted. */
export interface SavedRequests {
  /** Ids of requests that were counted, oldest first. */
  readonly ids: readonly string[];
  /** Position in the journal of what was received first after this. */
  readonly journal: number;
}

/** Lines that collectors send. What is answered 2xx is counted and survives `kill -9`: it is in the journal before. */
export class HttpInput {
  readonly #options: HttpInputOptions;
  readonly #journal: Journal;
  readonly #ids = new KnownIds(MOST_IDS);
  /** One request at a time, since what is read takes several times its bytes. */
  readonly #requests = new Turns();
  #waitingBytes = 0;
  #isRefusing = false;

  /** Throws an Error where the journal cannot be read. */
  constructor(options: HttpInputOptions) {
    this.#options = options;
    const { context, saved } = options;
    this.#journal = new Journal(context.stateDirectory, saved.journal);
    for (const id of saved.ids) this.#ids.add(id);
  }

  /** Requests are refused, since they would not survive a crash. */
  get isRefusing(): boolean {
    return this.#isRefusing;
  }

  /**
   * Counts what was received after the checkpoint; to be called once, before anything else.
   * Rejects with an Error that says what to do where the journal is damaged.
   */
  async replay(): Promise<void> {
    for (const record of this.#journal.replay()) await this.#replay(record);
  }

  /** Counts the lines of a request, one request after the other. Never rejects. */
  async receive({ body, mediaType }: Delivery): Promise<Receipt> {
    if (this.#waitingBytes > 0 && this.#waitingBytes + body.length > MOST_WAITING) return BUSY;
    this.#waitingBytes += body.length;
    try {
      return await this.#requests.take(() => this.#take(body, mediaType));
    } finally {
      this.#waitingBytes -= body.length;
    }
  }

  /** What to save, together with what was counted; to be called within a turn. */
  saved(): { readonly ids: string[]; readonly journal: number } {
    const ids = this.#ids.lines().flatMap((line) => JSON.parse(line.text()) as string[]);
    return { ids, journal: this.#journal.cut(Date.now()) };
  }

  /** What was saved is on disk. */
  async settled(position: number): Promise<void> {
    await this.#journal.settled(position);
    this.#isRefusing = false;
  }

  /** Resolves when all that was received is counted. */
  async finished(): Promise<void> {
    await this.#requests.take(() => {});
  }

  /** Ends the work with the journal, when nothing is received any more. */
  close(): void {
    this.#journal.close();
  }

  async #take(body: Uint8Array, mediaType: string): Promise<Receipt> {
    const { tally, framing, turns } = this.#options;
    const batch = await readBatch(asBuffer(body), mediaType, framing);
    if (!('refusal' in batch)) return await turns.take(() => this.#countOnce(batch, body, mediaType));
    tally.refused(batch.refusal.status === 413 ? 'too_large' : 'mistake');
    return refusalOf(batch);
  }

  async #countOnce(batch: Batch, body: Uint8Array, mediaType: string): Promise<Receipt> {
    const { tally, context, onDue } = this.#options;
    const { requestId } = batch;
    if (requestId !== null && this.#ids.has(requestId)) {
      tally.duplicate();
      return receiptOf(batch);
    }
    const at = Date.now();
    try {
      this.#journal.append({ at, about: { mediaType, service: context.service }, body });
    } catch (error) {
      this.#isRefusing = true;
      context.report.failed('journal', (error as Error).message);
      onDue();
      return CANNOT_WRITE;
    }
    this.#isRefusing = false;
    await this.#count(batch);
    context.report.succeeded();
    if (this.#journal.isDue(at)) onDue();
    return receiptOf(batch);
  }

  async #replay({ about, body }: JournalRecord): Promise<void> {
    const { framing, context } = this.#options;
    const { mediaType = '', service } = about;
    const batch = await readBatch(asBuffer(body), mediaType, framing);
    if ('refusal' in batch) {
      const message = 'Log lines from before a crash are left out, since they cannot be read any more.';
      context.log.warn({ reason: batch.refusal.message }, message);
      return;
    }
    // Of a service that was renamed, the counters are those of the other one.
    if (service === context.service) await this.#count(batch);
    else if (batch.requestId !== null) this.#ids.add(batch.requestId);
  }

  async #count({ events, requestId }: Batch): Promise<void> {
    const { tally } = this.#options;
    for (const [index, event] of events.texts.entries()) {
      if (index > 0 && index % SLICE === 0) await turn();
      tally.count(event, PLACE);
    }
    for (let long = 0; long < events.tooLong; long += 1) tally.tooLong(PLACE);
    if (requestId !== null) this.#ids.add(requestId);
  }
}

function receiptOf({ requestId, events }: Batch): Receipt {
  if (requestId !== null) return { status: 200, body: firehoseAnswer(requestId, Date.now()) };
  return { status: 202, body: { accepted: events.texts.length, too_long: events.tooLong } };
}

function refusalOf({ requestId, refusal }: RefusedBatch): Receipt {
  const problem = `${refusal.message} No line of the request is counted.`;
  return {
    status: refusal.status,
    body: requestId === null ? { error: problem } : firehoseAnswer(requestId, Date.now(), problem),
  };
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
