import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Backoff, type BackoffTimes } from './backoff.ts';
import { addDeliveryCounts, type DeliveryCounts, newDeliveryCounts } from './delivery_counts.ts';
import { isWithin } from './is_within.ts';
import type { SpoolLog } from './spool.ts';
import { checkBatch, type Kept } from './spool_batch.ts';
import type { Part } from './spool_parts.ts';
import type { FromWorker, ToWorker, WorkerSettings, WorkerStatus } from './worker_protocol.ts';

/** Batches that may wait at a time for the worker to take them. */
const MOST_WAITING = 2;
const MOST_HEAP_MB = 512;

export interface WorkerLinkOptions {
  readonly settings: WorkerSettings;
  readonly log: SpoolLog;
  /** How long to wait before a worker that has crashed is started again. */
  readonly restart: BackoffTimes;
  /** The program of the worker, for tests of its crashes. */
  readonly program?: URL;
}

/** Nothing was taken: the worker is behind. What would have been sent can be part of the next interval. */
export class MirrorBusyError extends Error {
  override readonly name = 'MirrorBusyError';
}

/** How the delivery stands, over all the workers that there were. */
export interface LinkStatus extends WorkerStatus {
  /** How often a worker has crashed and was started again. */
  readonly restarts: number;
  /** Why there is no worker at present, as a clause; null where there is one, or the first one starts. */
  readonly crash: string | null;
}

/** A batch that the worker has not yet answered for. */
interface Waiting {
  readonly id: number;
  readonly parts: readonly Part[];
  readonly mark: string;
  readonly kept: PromiseWithResolvers<Kept>;
  isPosted: boolean;
}

/** The main thread's side of the worker that spools and sends: starts it, hands batches over, starts it again. */
export class WorkerLink {
  readonly #options: WorkerLinkOptions;
  readonly #backoff: Backoff;
  readonly #ready = Promise.withResolvers<string | null>();
  readonly #stopped = new AbortController();
  #worker: Worker | null = null;
  #startedAt = 0;
  #waiting: Waiting[] = [];
  #posting: Promise<void> = Promise.resolve();
  #lastId = 0;
  #restarts = 0;
  #countsBefore = newDeliveryCounts();
  #spoolBefore: WorkerStatus['spool'] = { datums: 0, datumsInMemory: 0, bytes: 0, oldest: null };
  #lastRequestBefore: WorkerStatus['lastRequest'] = null;
  #crash: string | null = null;
  #status: WorkerStatus | null = null;

  /** Starts the worker. */
  constructor(options: WorkerLinkOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.restart, Math.random);
    // Whoever does not wait for it need not hear of its failure.
    this.#ready.promise.catch(() => {});
    this.#start();
  }

  /**
   * Resolves when the worker has opened the spool, with the mark of the last batch that is there: all up to it are durable.
   * Rejects where the link is stopped before.
   */
  get ready(): Promise<string | null> {
    return this.#ready.promise;
  }

  get status(): LinkStatus {
    const { counts, spool, trouble, lastRequest } = this.#status ?? {
      counts: newDeliveryCounts(),
      spool: this.#spoolBefore,
      trouble: null,
      lastRequest: null,
    };
    return {
      counts: addDeliveryCounts(this.#countsBefore, counts),
      spool,
      trouble,
      // That of the worker before, where this one has sent nothing yet.
      lastRequest: lastRequest ?? this.#lastRequestBefore,
      restarts: this.#restarts,
      crash: this.#crash,
    };
  }

  /**
   * Hands a batch over, in pieces between which others have their turns, and resolves with where it is: once that is
   * `disk`, no crash loses it. The mark must be another for each batch. A worker that crashes meanwhile is asked again.
   * Rejects with a MirrorBusyError where two batches wait already, with a RangeError where the mark is none or a datum has a
   * megabyte, and with an Error where the link is stopped before the worker has answered; nothing is known of the batch then.
   */
  async append(parts: readonly Part[], mark: string): Promise<Kept> {
    if (this.#stopped.signal.aborted) throw stoppedError();
    checkBatch({ parts, mark });
    if (this.#waiting.length >= MOST_WAITING) {
      throw new MirrorBusyError(
        `The worker that sends to CloudWatch still has ${MOST_WAITING} intervals before it. Try again with the next one.`,
      );
    }
    this.#lastId += 1;
    const waiting = { id: this.#lastId, parts, mark, kept: Promise.withResolvers<Kept>(), isPosted: false };
    this.#waiting.push(waiting);
    this.#post();
    return waiting.kept.promise;
  }

  /**
   * Ends the worker within so many milliseconds: it takes what was handed over, waits a while for the answer to a
   * request that is under way, and sends nothing more. What is in the spool stays there.
   */
  async stop(withinMs: number): Promise<void> {
    if (this.#stopped.signal.aborted) return;
    const deadline = performance.now() + withinMs;
    const left = () => Math.max(0, deadline - performance.now());
    await isWithin(left() / 2, Promise.allSettled(this.#waiting.map(({ kept }) => kept.promise)));
    this.#stopped.abort();
    this.#ready.reject(stoppedError());
    // Another one may have been started meanwhile.
    const worker = this.#worker;
    if (worker !== null) {
      const exit = new Promise((resolve) => worker.once('exit', resolve));
      post(worker, { type: 'stop', breakOffAfterMs: left() / 2 });
      await isWithin(left(), exit);
      await worker.terminate();
    }
    for (const { kept } of this.#waiting.splice(0)) kept.reject(stoppedError());
  }

  #start(): void {
    if (this.#stopped.signal.aborted) return;
    this.#startedAt = performance.now();
    try {
      this.#worker = this.#newWorker();
    } catch (error) {
      this.#crashed((error as Error).message);
    }
  }

  #newWorker(): Worker {
    const { settings, program = new URL('./worker.ts', import.meta.url) } = this.#options;
    const worker = new Worker(program, {
      name: 'cloudwatch-mirror',
      workerData: settings,
      // Node strips the types itself; whatever loader runs the main thread is not needed there.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
    });
    let reason = '';
    worker.on('message', (message: FromWorker) => this.#heard(worker, message));
    worker.on('error', (error: Error) => {
      reason = error.message;
    });
    worker.once('exit', (code) => this.#ended(worker, reason || `status ${code}`));
    return worker;
  }

  #heard(worker: Worker, message: FromWorker): void {
    if (message.type === 'log') {
      this.#options.log(message.level, message.message);
      return;
    }
    this.#status = message.status;
    this.#crash = null;
    if (message.type === 'ready') {
      this.#takeUp(worker, message.lastMark);
      this.#ready.resolve(message.lastMark);
    }
    if (message.type !== 'kept') return;
    const index = this.#waiting.findIndex(({ id }) => id === message.id);
    for (const { kept } of index < 0 ? [] : this.#waiting.splice(index, 1)) kept.resolve(message.kept);
  }

  /** A worker is there; those batches that the one before it has made durable are not handed over again. */
  #takeUp(worker: Worker, lastMark: string | null): void {
    const durable = this.#waiting.findIndex(({ mark, isPosted }) => isPosted && mark === lastMark);
    for (const { kept } of this.#waiting.splice(0, durable + 1)) kept.resolve('disk');
    for (const waiting of this.#waiting) waiting.isPosted = false;
    if (worker === this.#worker) this.#post();
  }

  #ended(worker: Worker, reason: string): void {
    if (worker !== this.#worker) return;
    this.#worker = null;
    if (!this.#stopped.signal.aborted) this.#crashed(reason);
  }

  #crashed(reason: string): void {
    this.#restarts += 1;
    if (performance.now() - this.#startedAt > this.#options.restart.longestMs) this.#backoff.succeeded();
    this.#takeStock();
    this.#crash = `the worker that sends has crashed (${reason})`;
    this.#options.log(
      'error',
      `The worker that sends to CloudWatch has crashed (${reason}) and is started again. What is in the spool is safe; ` +
        'the request that was under way is in doubt.',
    );
    const { signal } = this.#stopped;
    sleep(this.#backoff.failed(), undefined, { signal }).then(
      () => this.#start(),
      () => {},
    );
  }

  /** What is on disk waits there for the next worker, and is counted by that one; what was in memory is lost. */
  #takeStock(): void {
    if (this.#status === null) return;
    const status = this.status;
    const { datums, datumsInMemory } = status.spool;
    this.#countsBefore = countsAfterCrash(status);
    this.#lastRequestBefore = status.lastRequest;
    this.#spoolBefore = { ...status.spool, datums: datums - datumsInMemory, datumsInMemory: 0 };
    this.#status = null;
  }

  #post(): void {
    this.#posting = this.#posting.then(() => this.#postWaiting());
  }

  async #postWaiting(): Promise<void> {
    const worker = this.#worker;
    // Before it is ready, it is not known what it has already.
    if (worker === null || this.#status === null) return;
    for (const waiting of this.#waiting.filter(({ isPosted }) => !isPosted)) {
      const { id, parts, mark } = waiting;
      for (const part of parts) {
        if (worker !== this.#worker) return;
        // A copy: where this worker crashes, the next one gets the part again.
        post(worker, { type: 'part', id, part });
        await nextTurn();
      }
      if (worker !== this.#worker) return;
      waiting.isPosted = true;
      post(worker, { type: 'end', id, mark });
    }
  }
}

function countsAfterCrash({ counts, spool }: WorkerStatus): DeliveryCounts {
  const { datums, datumsInMemory } = spool;
  return {
    ...counts,
    recovered: counts.recovered - (datums - datumsInMemory),
    dropped: { ...counts.dropped, worker_crash: counts.dropped.worker_crash + datumsInMemory },
  };
}

function post(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

function stoppedError(): Error {
  return new Error('The CloudWatch mirror has stopped.');
}
