import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import type { ContentEncoding } from '../../metrics/exposition/accept_encoding.ts';
import type { MetricRegistry } from '../../metrics/registry.ts';
import type { MetricScope } from '../../metrics/scope.ts';
import type { AlertBook } from '../alerts/alert_book.ts';
import type { Clock } from '../clock.ts';
import type { Phase } from '../server/health_routes.ts';
import { StatusBoard, saysTheSame } from './board.ts';
import { eventText, HEARTBEAT } from './event_text.ts';
import { HistoryText } from './history_text.ts';
import { LiveSignals } from './live_signals.ts';
import type { StatusParts } from './parts.ts';
import { RouteList } from './route_list.ts';
import type { RoutesQuery } from './routes_query.ts';
import { StatusStreams } from './status_streams.ts';
import { STEP_MS } from './steps.ts';
import type { ConfigurationView, RoutesView, StatusView } from './view.ts';

/** The clock is looked at as often, since it may be set. */
const LONGEST_SLEEP_MS = 1_000;
/** In a flood of alerts, pages are told of them as often. */
const BETWEEN_ALERTS_MS = 1_000;

export interface LiveStatusOptions {
  readonly registry: MetricRegistry;
  readonly alerts: AlertBook;
  readonly parts: StatusParts;
  readonly log: Logger;
  readonly clock: Clock;
  readonly phase: () => Phase;
  /** Whether counters are what they should be; while sources catch up, nothing is known. */
  readonly isComplete: () => boolean;
  readonly version: string;
  /** When the process began, in milliseconds since 1970. */
  readonly startedAt: number;
}

/** The status at work: reads the registry every five seconds, and tells those who have a page open. */
export class LiveStatus {
  readonly #options: LiveStatusOptions;
  readonly #scope: MetricScope;
  readonly #live: LiveSignals;
  readonly #board: StatusBoard;
  readonly #streams: StatusStreams;
  readonly #routes: RouteList;
  readonly #historyText: HistoryText;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  /** What was begun last of what must not overlap: a tick, the writing of a history, or the reading of routes. */
  #last: Promise<unknown> = Promise.resolve();
  /** What pages were told last. */
  #told: StatusView | null = null;
  #alertsTimer: NodeJS.Timeout | null = null;
  #toldAlertsAt = Number.NEGATIVE_INFINITY;
  #stopListening = () => {};
  #isFailing = false;

  constructor(options: LiveStatusOptions) {
    this.#options = options;
    this.#scope = options.registry.scope({ limited: false });
    this.#scope.counter(SELF_METRICS.statusReadingsFailed).labels({});
    const servicesOfOthers = () =>
      new Set(options.parts.servicesOfPrometheus().map(({ service }) => service));
    this.#live = new LiveSignals({ ...options, servicesOfOthers });
    this.#board = new StatusBoard({ ...options, live: this.#live });
    this.#streams = new StatusStreams(this.#scope);
    this.#routes = new RouteList(this.#live);
    this.#historyText = new HistoryText(this.#live.history);
  }

  /** Begins to read, and to tell of alerts. */
  start(): void {
    const changed = () => this.#alertsChanged();
    this.#stopListening = this.#options.alerts.listen({ fired: changed, ended: changed });
    this.#running = this.#run();
  }

  /** Ends all streams, and then readings. Never rejects. */
  async stop(): Promise<void> {
    this.#stopListening();
    if (this.#alertsTimer !== null) clearTimeout(this.#alertsTimer);
    this.#stopping.abort();
    this.#streams.end();
    await this.#running;
  }

  /** Ends the streams that are open: whoever may still read connects again. */
  endStreams(): void {
    this.#streams.end();
  }

  /** All that is known now. */
  view(): StatusView {
    return this.#board.view();
  }

  configuration(): ConfigurationView {
    return this.#options.parts.configuration();
  }

  /** The ranges that `history` answers, the shortest first. */
  get ranges(): readonly string[] {
    return ['1h', ...this.#options.parts.ranges()];
  }

  /** A HistoryView over one of `ranges` as JSON. Rejects with an UnknownHistoryError where it is not to be had. */
  async history(
    range: string,
    encoding: ContentEncoding,
  ): Promise<{ text: Buffer; encoding: ContentEncoding }> {
    if (range !== '1h') {
      const view = await this.#options.parts.history(range);
      return { text: Buffer.from(JSON.stringify(view)), encoding: 'identity' };
    }
    return { text: await this.#alone(() => this.#historyText.read(encoding)), encoding };
  }

  /** Routes of the last five minutes. */
  async routes(query: RoutesQuery): Promise<RoutesView> {
    // Half way through a reading, the numbers of a route would be of different times.
    const answer = await this.#alone(() => this.#routes.answer(query));
    return { version: 1, now: this.#options.clock.now(), ...answer };
  }

  /** Begins a stream as the answer to a request; or says why not, and leaves the response as it is. */
  openStream(response: ServerResponse, headers: OutgoingHttpHeaders): string | null {
    if (this.#stopping.signal.aborted) return 'The exporter is stopping.';
    const problem = this.#streams.open(response, headers);
    if (problem === null) this.#streams.sendTo(response, eventText('status', this.view()));
    return problem;
  }

  /** Reads the registry, and tells who has a page open what is new. Never rejects. */
  async tick(): Promise<void> {
    try {
      const hasPoint = await this.#alone(() => this.#live.tick());
      if (hasPoint) this.#historyText.forget();
      if (this.#streams.size > 0 && !this.#stopping.signal.aborted) {
        if (hasPoint) this.#streams.send(eventText('point', this.#live.history.point()));
        this.#tell(hasPoint);
      }
      this.#isFailing = false;
    } catch (error) {
      this.#failed(error);
    }
  }

  async #run(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stopping;
    let next = 0;
    while (!signal.aborted) {
      const now = clock.now();
      // Where it was set back, the next step is not as far away as it was.
      if (now >= next || next - now > STEP_MS) {
        await this.tick();
        next = (Math.floor(clock.now() / STEP_MS) + 1) * STEP_MS;
        continue;
      }
      await pause(Math.min(next - now, LONGEST_SLEEP_MS), undefined, { signal }).catch(() => {});
    }
  }

  /** Sends the whole status where it says something else than before. */
  #tell(hasPoint: boolean): void {
    const view = this.view();
    if (this.#told !== null && saysTheSame(view, this.#told)) {
      if (!hasPoint) this.#streams.send(HEARTBEAT);
      return;
    }
    this.#told = view;
    this.#streams.send(eventText('status', view));
  }

  #alertsChanged(): void {
    if (this.#alertsTimer !== null || this.#streams.size === 0) return;
    const wait = Math.max(0, this.#toldAlertsAt + BETWEEN_ALERTS_MS - this.#options.clock.uptime());
    // Later in any case: the book tells of a change while it is being made.
    this.#alertsTimer = setTimeout(() => {
      this.#alertsTimer = null;
      this.#toldAlertsAt = this.#options.clock.uptime();
      try {
        this.#tell(true);
      } catch (error) {
        this.#failed(error);
      }
    }, wait);
  }

  #failed(error: unknown): void {
    this.#scope.counter(SELF_METRICS.statusReadingsFailed).labels({}).inc();
    // Every five seconds the same would only fill the log.
    if (!this.#isFailing)
      this.#options.log.error({ err: error }, 'The status could not be read; the next reading tries again.');
    this.#isFailing = true;
  }

  /** Runs what must not overlap, one after the other. */
  #alone<T>(run: () => Promise<T>): Promise<T> {
    const ended = this.#last.then(run);
    this.#last = ended.catch(() => {});
    return ended;
  }
}
