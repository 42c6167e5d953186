import type { DeliveryCounts } from './delivery_counts.ts';
import type { WireDatum } from './requests.ts';
import { type Batch, checkBatch, countOf, type Kept } from './spool_batch.ts';
import { LOCAL_DISK, type SpoolDisk } from './spool_disk.ts';
import { Journal, type JournalSettings } from './spool_journal.ts';
import { SpoolMemory } from './spool_memory.ts';
import type { Part } from './spool_parts.ts';
import type { Judge } from './spool_reader.ts';

const LARGEST_SEGMENT = 8 * 1024 * 1024;
const LEAST_SEGMENTS = 16;

export interface SpoolSettings {
  readonly directory: string;
  /** Most bytes on disk. */
  readonly maxBytes: number;
  /** Most bytes in memory of what the disk did not take. */
  readonly memoryBytes: number;
  /** What becomes of a request that was on its way when the process crashed. */
  readonly inDoubt: 'resend' | 'drop';
}

/** Says something about the spool to whoever runs it. */
export type SpoolLog = (level: 'info' | 'error', message: string) => void;

/**
 * Datums on their way to CloudWatch, oldest first: on disk, or in memory while the disk refuses. At most one request's
 * worth of them is on its way at a time: `peek`, `begin`, then `settle` or `release`. All is synchronous.
 */
export class Spool {
  readonly #settings: JournalSettings;
  readonly #disk: SpoolDisk;
  readonly #log: SpoolLog;
  readonly #counts: DeliveryCounts;
  readonly #memory: SpoolMemory;
  #journal: Journal | null = null;
  #isRefused = false;
  #isUnnoted = false;
  #source: 'disk' | 'memory' = 'disk';

  /**
   * Opens the spool, and goes on in memory where its directory cannot be used. What has become of datums is added to
   * `counts`. One process at a time may use a directory.
   */
  constructor(settings: SpoolSettings, counts: DeliveryCounts, log: SpoolLog, disk: SpoolDisk = LOCAL_DISK) {
    const segmentBytes = Math.min(LARGEST_SEGMENT, settings.maxBytes / LEAST_SEGMENTS);
    this.#settings = { ...settings, segmentBytes };
    this.#disk = disk;
    this.#log = log;
    this.#counts = counts;
    this.#memory = new SpoolMemory(settings.memoryBytes, counts);
    this.#tryToWrite(() => this.#opened() !== null);
  }

  /** Mark of the last batch on disk that had one. */
  get lastMark(): string | null {
    return this.#journal?.lastMark ?? null;
  }

  /** Datums that are neither done nor dropped. */
  get datums(): number {
    return (this.#journal?.datums ?? 0) + this.#memory.datums;
  }

  /** Datums of these that a crash would lose. */
  get datumsInMemory(): number {
    return this.#memory.datums;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#journal?.bytes ?? 0;
  }

  /**
   * Takes a batch; on disk, it is durable when this returns. Throws a RangeError where the mark is none, or a part is too
   * large for a line.
   */
  append({ parts, mark }: Batch): Kept {
    checkBatch({ parts, mark });
    this.#counts.appended += countOf(parts);
    // What is in memory is older, and while some of that is on its way it cannot move.
    const onDisk = this.#memory.isSending ? null : this.#tryToWrite(() => this.#appendToDisk(parts, mark));
    if (onDisk !== null) return onDisk;
    if (this.#memory.isSending && !this.#memory.hasRoomFor(parts)) {
      this.#tryToWrite(() => this.#moveToDisk());
    }
    return this.#memory.append(parts, mark) ? 'memory' : 'dropped';
  }

  /**
   * The oldest datums, at most so many. Those that are judged are dropped and counted. Throws the system's error where the
   * disk cannot be read for now.
   */
  peek(limit: number, judge: Judge): WireDatum[] {
    const fromDisk = this.#source === 'disk' ? (this.#journal?.peek(limit, judge) ?? []) : [];
    this.#source = fromDisk.length > 0 ? 'disk' : 'memory';
    if (fromDisk.length > 0) return fromDisk;
    if (this.#journal?.isUntidy) this.#tryToNote((journal) => journal.settle());
    const fromMemory = this.#memory.peek(limit, judge);
    if (fromMemory.length === 0) this.#source = 'disk';
    return fromMemory;
  }

  /**
   * The first so many of what `peek` said are now on their way, and in doubt after a crash. False where the disk refuses to
   * note it, so that they must not be sent; `peek` then offers others, if there are any.
   */
  begin(count: number): boolean {
    if (this.#source === 'memory') {
      this.#memory.begin(count);
      return true;
    }
    if (this.#tryToNote((journal) => journal.begin(count))) return true;
    this.#source = 'memory';
    return false;
  }

  /** What is on its way is done, sent or dropped. */
  settle(): void {
    if (this.#source === 'memory') this.#memory.settle();
    else this.#tryToNote((journal) => journal.settle());
    this.#source = 'disk';
  }

  /** What is on its way comes back, to be sent later. */
  release(): void {
    if (this.#source === 'memory') this.#memory.release();
    else this.#tryToNote((journal) => journal.release());
    this.#source = 'disk';
  }

  #opened(): Journal {
    if (this.#journal === null) {
      this.#journal = new Journal(this.#disk, this.#settings, this.#counts);
      for (const finding of this.#journal.findings) this.#log('error', finding);
    }
    return this.#journal;
  }

  #appendToDisk(parts: readonly Part[], mark: string | null): Kept {
    this.#moveToDisk();
    return this.#journalOrDrop(parts, mark);
  }

  /** Its mark would vouch for what is on its way too, which a crash would lose: that follows once all are on disk. */
  #moveToDisk(): void {
    const { parts, mark } = this.#memory.unsent();
    if (parts.length > 0) this.#journalOrDrop(parts, this.#memory.isSending ? null : mark);
    this.#memory.clear();
  }

  #journalOrDrop(parts: readonly Part[], mark: string | null): Kept {
    if (this.#opened().append(parts, mark)) return 'disk';
    this.#counts.dropped.spool_full += countOf(parts);
    return 'dropped';
  }

  /** What the work comes to; null where the disk refuses. */
  #tryToWrite<T>(work: () => T): T | null {
    const { directory } = this.#settings;
    try {
      const result = work();
      if (this.#isRefused) this.#log('info', `The spool ${directory} can be written again.`);
      this.#isRefused = false;
      return result;
    } catch (error) {
      if (!this.#isRefused) {
        this.#log(
          'error',
          `The spool ${directory} cannot be written: ${clause(error)}. Intervals are kept in memory, ` +
            `up to ${this.#memory.maxBytes} bytes; what exceeds that, or is there when goldwatch stops, is lost. ` +
            'Free space on the disk, let the user that runs the exporter write there, or set another state_dir.',
        );
      }
      this.#isRefused = true;
      return null;
    }
  }

  /** Whether the disk knows how far sending has come. */
  #tryToNote(work: (journal: Journal) => void): boolean {
    const { directory } = this.#settings;
    try {
      work(this.#opened());
      if (this.#isUnnoted) this.#log('info', `What is sent can be noted in the spool ${directory} again.`);
      this.#isUnnoted = false;
      return true;
    } catch (error) {
      if (!this.#isUnnoted) {
        this.#log(
          'error',
          `What is sent cannot be noted in the spool ${directory}: ${clause(error)}. Intervals that are there ` +
            'wait, since a crash would send them twice. Let the user that runs the exporter write there.',
        );
      }
      this.#isUnnoted = true;
      return false;
    }
  }
}

function clause(error: unknown): string {
  return (error as Error).message.replace(/\.$/, '');
}
