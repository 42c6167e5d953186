import { parsePage } from '../../metrics/exposition/parse/page.ts';
import type { FamilySamples } from '../../metrics/family.ts';

/** What was sent in one way, since Alertmanager started. */
export interface NotificationCount {
  /** Attempts that were accepted. */
  readonly delivered: number;
  /** Attempts that were not; most are made again. */
  readonly refused: number;
  /** Notifications that were given up. */
  readonly failed: number;
}

const REQUESTS = 'alertmanager_notification_requests_total';
const REFUSED = 'alertmanager_notification_requests_failed_total';
const FAILED = 'alertmanager_notifications_failed_total';

/** What one Alertmanager has sent, or several together, by its own metrics. */
export class NotificationCounts {
  readonly #samples: readonly Counted[];

  constructor(samples: readonly Counted[]) {
    this.#samples = samples;
  }

  /** Reads a metrics page of Alertmanager. Null where it is none. */
  static of(page: string): NotificationCounts | null {
    const samples = familiesOf(page).flatMap(({ name, values }) =>
      values.flatMap(({ metricName = name, labels, value }) =>
        labels?.integration === undefined
          ? []
          : [{ metric: metricName, kind: labels.integration, receiver: labels.receiver_name, value }],
      ),
    );
    return samples.length === 0 ? null : new NotificationCounts(samples);
  }

  /** What several have sent together. */
  static sum(all: readonly NotificationCounts[]): NotificationCounts {
    return new NotificationCounts(all.flatMap((counts) => counts.#samples));
  }

  /** Whether receivers are counted apart, for which Alertmanager has the feature `receiver-name-in-metrics`. */
  get countsReceivers(): boolean {
    return this.#samples.some(({ receiver }) => receiver !== undefined);
  }

  /** What was sent by a kind of integration, such as `slack`, of a receiver, or of all of them. */
  count(kind: string, receiver: string | null): NotificationCount {
    const sum = (metric: string) =>
      this.#samples
        .filter((one) => one.metric === metric && one.kind === kind)
        .filter((one) => receiver === null || one.receiver === receiver)
        .reduce((total, { value }) => total + value, 0);
    const refused = sum(REFUSED);
    return { delivered: sum(REQUESTS) - refused, refused, failed: sum(FAILED) };
  }
}

interface Counted {
  readonly metric: string;
  readonly kind: string | number;
  readonly receiver: string | number | undefined;
  readonly value: number;
}

function familiesOf(page: string): readonly FamilySamples[] {
  try {
    return parsePage(page, 'text');
  } catch {
    return [];
  }
}
