import { rm } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { MetricRegistry } from '../../metrics/registry.ts';
import type { AlertBook } from '../alerts/alert_book.ts';
import type { Clock } from '../clock.ts';
import { Digest } from './digest.ts';
import { digestFile } from './digest_state.ts';
import { Heartbeat } from './heartbeat.ts';
import type { NotificationSettings } from './settings.ts';

/** How often it is looked whether something is due: by the clock, which may be set. */
const LOOK_EVERY_MS = 1_000;

export interface NotificationSlotOptions {
  readonly registry: MetricRegistry;
  readonly book: AlertBook;
  readonly log: Logger;
  readonly clock: Clock;
  /** The exporter's state directory. */
  readonly stateDirectory: string;
}

/** What the exporter sends by itself, with the current settings: digest and heartbeat. Calls of `apply` and `stop` must not overlap. */
export class NotificationSlot {
  readonly #options: NotificationSlotOptions;
  readonly #startedAt: number;
  #digest: Digest | null = null;
  #heartbeat: Heartbeat | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: NotificationSlotOptions) {
    this.#options = options;
    this.#startedAt = options.clock.uptime();
  }

  /** Goes on with other settings; what is gone ends. `baseDirectory` is where relative paths start. Never rejects. */
  async apply({ digest, heartbeat }: NotificationSettings, baseDirectory: string): Promise<void> {
    await this.#applyDigest(digest, baseDirectory);
    this.#applyHeartbeat(heartbeat, baseDirectory);
    const isIdle = this.#digest === null && this.#heartbeat === null;
    if (isIdle) this.#stopLooking();
    else this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  /** Ends, and saves what must survive. Never rejects. */
  async stop(): Promise<void> {
    this.#stopLooking();
    this.#heartbeat?.stop();
    await this.#digest?.stop();
    this.#heartbeat = null;
    this.#digest = null;
  }

  async #applyDigest(settings: NotificationSettings['digest'], baseDirectory: string): Promise<void> {
    if (settings === null) {
      await this.#digest?.stop();
      this.#digest = null;
      // What fired before it comes back is not its business.
      await rm(digestFile(this.#options.stateDirectory).path, { force: true }).catch(() => {});
      return;
    }
    if (this.#digest !== null) {
      this.#digest.apply(settings, baseDirectory);
      return;
    }
    const { stateDirectory } = this.#options;
    this.#digest = new Digest({ ...this.#common, stateDirectory }, settings, baseDirectory);
    await this.#digest.restore();
  }

  #applyHeartbeat(settings: NotificationSettings['heartbeat'], baseDirectory: string): void {
    if (settings === null) {
      this.#heartbeat?.stop();
      this.#heartbeat = null;
    } else if (this.#heartbeat !== null) this.#heartbeat.apply(settings, baseDirectory);
    else this.#heartbeat = new Heartbeat(this.#common, settings, baseDirectory);
  }

  /** What both need; each has a scope of its own. */
  get #common() {
    const { registry, book, log, clock } = this.#options;
    return { book, log, clock, scope: registry.scope({ limited: false }), startedAt: this.#startedAt };
  }

  #look(): void {
    void this.#digest?.look();
    void this.#heartbeat?.look();
  }

  #stopLooking(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
