import type { HistoryView, StatusView } from '../../../status/view.ts';
import { fetchJson, NoAnswer } from './fetch_json.ts';
import { after, CONNECTING, type Connection, type ConnectionEvent, delayAfter } from './model/connection.ts';
import { History } from './model/history.ts';

const STREAM = '/v1/status/stream';
/** Without a word for so long, the exporter is taken to be gone, though the connection stands. */
const SILENCE_MS = 30_000;
/** A tab in the background gives its connection back: a browser has six for one address. */
const HIDDEN_MS = 60_000;
const HIDDEN_POLL_MS = 30_000;

/** What the page knows. */
export interface Known {
  readonly status: StatusView | null;
  /** The last hour. */
  readonly history: History | null;
  readonly connection: Connection;
}

/** Keeps what the page knows in step with the exporter, as long as the page is there. */
export class Live {
  readonly #changed: () => void;
  #status: StatusView | null = null;
  #history: History | null = null;
  #connection: Connection = CONNECTING;
  #lastAnswer: number | null = null;
  #stream: EventSource | null = null;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #hide: ReturnType<typeof setTimeout> | undefined;
  #isLoadingHistory = false;
  /** Counts attempts to connect; one that is not the last any more has no say. */
  #attempt = 0;
  /** The difference of the exporter's clock to this one's, in milliseconds. */
  #ahead = 0;

  /** `changed` is called whenever something else is known. */
  constructor(changed: () => void) {
    this.#changed = changed;
    document.addEventListener('visibilitychange', () => this.#seenOrHidden());
    addEventListener('online', () => this.#again());
    if (document.hidden) this.#seenOrHidden();
  }

  get known(): Known {
    return { status: this.#status, history: this.#history, connection: this.#connection };
  }

  /** What time it is for the exporter, in milliseconds since 1970. */
  get now(): number {
    return Date.now() + this.#ahead;
  }

  /** Asks for what there is now, and then for what comes. Called again after each failure. */
  async connect(): Promise<void> {
    this.#end();
    this.#attempt += 1;
    const attempt = this.#attempt;
    try {
      // First, since a stream does not tell why it is refused.
      const status = await fetchJson<StatusView>('/v1/status');
      if (attempt !== this.#attempt) return;
      this.#keep(status);
    } catch (error) {
      if (attempt === this.#attempt) this.#failed(error);
      return;
    }
    this.#open();
    await this.#loadHistory();
  }

  #open(): void {
    this.#end();
    const stream = new EventSource(STREAM);
    let isOpen = false;
    this.#stream = stream;
    this.#listenForSilence();
    stream.addEventListener('open', () => {
      isOpen = true;
      this.#happened({ kind: 'answered', at: this.now });
    });
    stream.addEventListener('status', ({ data }) => this.#take(JSON.parse(data) as StatusView));
    stream.addEventListener('point', ({ data }) => this.#append(JSON.parse(data) as HistoryView));
    // The browser's own way to try again knows neither refusals nor a growing distance.
    stream.addEventListener('error', () => {
      // It has answered right before, so that it has no room for one more stream.
      this.#failed(new NoAnswer('The stream has ended.', isOpen ? 'no answer' : 'busy'));
    });
  }

  #end(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#retry);
    this.#stream?.close();
    this.#stream = null;
  }

  #take(status: StatusView): void {
    this.#keep(status);
    this.#happened({ kind: 'answered', at: status.now });
    this.#listenForSilence();
  }

  #keep(status: StatusView): void {
    // Another exporter may mean something else by what it says, and has a page of its own.
    if (this.#status !== null && this.#status.goldwatch !== status.goldwatch) location.reload();
    this.#status = status;
    this.#ahead = status.now - Date.now();
    this.#lastAnswer = status.now;
    this.#changed();
  }

  #append(point: HistoryView): void {
    this.#listenForSilence();
    this.#lastAnswer = this.now;
    if (this.#history === null || !this.#history.append(point)) void this.#loadHistory();
    this.#changed();
  }

  async #loadHistory(): Promise<void> {
    if (this.#isLoadingHistory) return;
    this.#isLoadingHistory = true;
    try {
      this.#history = new History(await fetchJson<HistoryView>('/v1/status/history?range=1h'));
    } catch {
      // Numbers of now are worth more than none; the next point finds the gap, and asks again.
      this.#history = null;
    }
    this.#isLoadingHistory = false;
    this.#changed();
  }

  #failed(error: unknown): void {
    this.#end();
    const refusal = error instanceof NoAnswer ? error.refusal : 'failed';
    this.#happened({ kind: 'failed', at: this.now, refusal });
    const attempts = this.#connection.state === 'lost' ? this.#connection.attempts : 1;
    this.#retry = setTimeout(() => void this.connect(), delayAfter(attempts, Math.random()));
  }

  #happened(event: ConnectionEvent): void {
    this.#connection = after(this.#connection, event, this.#lastAnswer);
    this.#changed();
  }

  #listenForSilence(): void {
    clearTimeout(this.#silence);
    if (this.#stream === null) return;
    this.#silence = setTimeout(
      () => this.#failed(new NoAnswer('Nothing has come for long.', 'no answer')),
      SILENCE_MS,
    );
  }

  #again(): void {
    if (this.#stream === null && !document.hidden) void this.connect();
  }

  #seenOrHidden(): void {
    clearTimeout(this.#hide);
    if (document.hidden) this.#hide = setTimeout(() => this.#rest(), HIDDEN_MS);
    else this.#again();
  }

  // Nobody looks; the title of the tab says whether something is wrong, and is kept up to date seldom.
  #rest(): void {
    this.#end();
    this.#attempt += 1;
    this.#retry = setTimeout(() => void this.#poll(), HIDDEN_POLL_MS);
  }

  async #poll(): Promise<void> {
    try {
      this.#take(await fetchJson<StatusView>('/v1/status'));
    } catch (error) {
      const refusal = error instanceof NoAnswer ? error.refusal : 'failed';
      this.#happened({ kind: 'failed', at: this.now, refusal });
    }
    if (document.hidden) this.#rest();
    else this.#again();
  }
}
