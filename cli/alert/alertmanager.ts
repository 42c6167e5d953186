import { z } from 'zod';
import { LABEL } from '../../conventions/labels.ts';
import { jsonOf } from '../answer.ts';
import { type Answer, ask, beginningOf } from './ask.ts';
import { BrokenLink } from './broken_link.ts';
import type { ExampleAlert } from './example.ts';
import { NotificationCounts } from './notification_counts.ts';

const REMEDY =
  'Start it (`npm run up`), or say where it is with --alertmanager URL, such as http://127.0.0.1:9093.';
const texts = z.record(z.string(), z.string());
const ids = z.array(z.string()).default([]);
const status = z.object({
  config: z.object({ original: z.string() }),
  versionInfo: z.object({ version: z.string() }),
});
const alert = z.object({
  labels: texts,
  fingerprint: z.string(),
  receivers: z.array(z.object({ name: z.string() })),
  status: z.object({ state: z.string(), silencedBy: ids, inhibitedBy: ids, mutedBy: ids }),
});
const groups = z.array(z.object({ alerts: z.array(alert) }));
const silence = z.object({ comment: z.string(), createdBy: z.string(), endsAt: z.string() });

/** An alert as Alertmanager knows it. */
export type KnownAlert = z.output<typeof alert>;
export type Silence = z.output<typeof silence>;

/** An alert to post, with its times in ISO 8601. */
export interface PostedAlert extends ExampleAlert {
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
}

/**
 * One Alertmanager, by its API (https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml) and its metrics.
 * Every method throws a BrokenLink where it does not answer as an Alertmanager does.
 */
export class Alertmanager {
  readonly url: string;
  readonly #signal: AbortSignal;

  constructor(url: string, signal: AbortSignal) {
    this.url = url.replace(/\/+$/, '');
    this.#signal = signal;
  }

  /** Its version and its configuration, without secrets. */
  async status(): Promise<{ readonly version: string; readonly configuration: string }> {
    const { config, versionInfo } = await this.#json('/api/v2/status', status);
    return { version: versionInfo.version, configuration: config.original };
  }

  /** Tells it of an alert, by `signal` where this is not to end with everything else. */
  async post(posted: PostedAlert, signal = this.#signal): Promise<void> {
    const answer = await ask({ ...this.#question('/api/v2/alerts', signal), body: [posted] });
    if (answer.status !== 200) throw this.#unexpected('/api/v2/alerts', answer);
  }

  /** The alert of a drill; null where there is none. */
  async alertOf(drill: string): Promise<KnownAlert | null> {
    const [found] = await this.#json(`/api/v2/alerts?${ofDrill(drill)}`, z.array(alert));
    if (found === undefined || found.status.mutedBy.length > 0) return found ?? null;
    const grouped = (await this.#json(`/api/v2/alerts/groups?${ofDrill(drill)}`, groups)).flatMap(
      ({ alerts }) => alerts,
    );
    const muted = [...new Set(grouped.flatMap(({ status }) => status.mutedBy))];
    return { ...found, status: { ...found.status, mutedBy: muted } };
  }

  /** Every alert that it knows of. */
  async alerts(): Promise<readonly KnownAlert[]> {
    return await this.#json('/api/v2/alerts', z.array(alert));
  }

  async silence(id: string): Promise<Silence> {
    return await this.#json(`/api/v2/silence/${encodeURIComponent(id)}`, silence);
  }

  /** What it has sent since it started. */
  async counts(): Promise<NotificationCounts> {
    const answer = await ask(this.#question('/metrics'));
    const counts = answer.status === 200 ? NotificationCounts.of(answer.text) : null;
    if (counts === null) throw this.#unexpected('/metrics', answer);
    return counts;
  }

  async #json<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const answer = await ask(this.#question(path));
    const parsed = answer.status === 200 ? schema.safeParse(jsonOf(answer)) : null;
    if (parsed === null || !parsed.success) throw this.#unexpected(path, answer);
    return parsed.data;
  }

  #question(path: string, signal = this.#signal) {
    return { url: `${this.url}${path}`, who: 'Alertmanager', remedy: REMEDY, signal };
  }

  #unexpected(path: string, answer: Answer): BrokenLink {
    const said = beginningOf(answer);
    return new BrokenLink(
      `${this.url}${path} answers ${answer.status}${said === '' ? '' : ` (${said})`}, as no Alertmanager does that takes alerts.`,
      'Let --alertmanager name an Alertmanager of version 0.25 or later, without a login before it.',
    );
  }
}

function ofDrill(drill: string): string {
  return new URLSearchParams({ filter: `${LABEL.drill}="${drill}"` }).toString();
}
