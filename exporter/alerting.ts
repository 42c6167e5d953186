import type { Logger } from 'pino';
import type { MetricRegistry } from '../metrics/registry.ts';
import { AlertBook } from './alerts/alert_book.ts';
import { AlertState } from './alerts/alert_state.ts';
import type { Clock } from './clock.ts';
import { NotificationSlot } from './notifications/notification_slot.ts';
import type { ExporterSettings } from './settings.ts';

export interface AlertingOptions {
  readonly registry: MetricRegistry;
  readonly log: Logger;
  readonly clock: Clock;
  readonly stateDirectory: string;
}

/** All that the exporter does with alerts: the book of them, kept over restarts, and what it sends itself. */
export class Alerting {
  readonly book: AlertBook;
  readonly #state: AlertState;
  readonly #notifications: NotificationSlot;

  constructor({ registry, log, clock, stateDirectory }: AlertingOptions) {
    const scope = registry.scope({ limited: false });
    this.book = new AlertBook(scope, log, clock);
    this.#state = new AlertState({ book: this.book, scope, log, stateDirectory });
    this.#notifications = new NotificationSlot({ registry, book: this.book, log, clock, stateDirectory });
  }

  /** Goes on from where an earlier process was; to be called before anything is received. Never rejects. */
  async start(settings: ExporterSettings): Promise<void> {
    await this.#state.start();
    await this.apply(settings);
  }

  /** Goes on with other settings. Calls of it and of `stop` must not overlap. Never rejects. */
  async apply({ notifications, baseDirectory }: ExporterSettings): Promise<void> {
    await this.#notifications.apply(notifications, baseDirectory);
  }

  /** Ends, and saves what must survive; to be called when nothing is received any more. Never rejects. */
  async stop(): Promise<void> {
    await this.#notifications.stop();
    await this.#state.stop();
  }
}
