import { LABEL } from '../../conventions/labels.ts';
import { boundedText, TextBudget } from './text_budget.ts';
import type { WebhookAlert } from './webhook_alert.ts';

/** What an alert is called in metrics, mails and pages; texts of at most 256 characters, empty where a label is missing. */
export interface AlertNames {
  readonly alertname: string;
  readonly severity: string;
  readonly service: string;
}

/** How an alert has ended: Alertmanager said so, or fell silent about it. */
export type Ending = 'resolved' | 'unheard';

/** What is known of an alert from its first notification to its end. Times are milliseconds since 1970. */
export interface AlertRecord {
  readonly fingerprint: string;
  readonly names: AlertNames;
  /** The drill it belongs to; null for a real alert. */
  readonly drill: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly generatorURL: string | null;
  /** Whether labels, annotations and link are kept; only those of so many alerts are. */
  readonly hasDetails: boolean;
  /** Whether some of them were cut or left out. */
  readonly isCut: boolean;
  /** When it began, by the clock of Prometheus. */
  readonly startsAt: number;
  /** When it was first and last heard of, by the clock of the exporter. */
  readonly firstHeardAt: number;
  readonly lastHeardAt: number;
  /** When it ended; null while it fires. */
  readonly endsAt: number | null;
  readonly ending: Ending | null;
}

/** Longer names are cut; the log has them whole. */
const LONGEST_NAME = 256;
/** Characters of one alert's labels, annotations and link that are kept together. */
const LONGEST_DETAILS = 4_096;
/** What an alert is told by, so that it is kept first. */
const FIRST: readonly string[] = [LABEL.alertname, LABEL.severity, LABEL.service, LABEL.drill];

/** What a notification at `now` tells of an alert that fires; without details where many are kept already. */
export function recordOf(alert: WebhookAlert, now: number, hasDetails: boolean): AlertRecord {
  const budget = new TextBudget(hasDetails ? LONGEST_DETAILS : 0);
  const { fingerprint, labels, annotations, generatorURL = '' } = alert;
  const first = FIRST.flatMap((name) => {
    const value = labels[name];
    return value === undefined ? [] : [[name, boundedText(value, LONGEST_NAME)] as const];
  });
  const others = Object.entries(labels).filter(([name]) => !FIRST.includes(name));
  const link = generatorURL === '' ? null : budget.whole(generatorURL);
  return {
    fingerprint,
    names: namesOf(alert),
    drill: drillOf(alert),
    labels: Object.fromEntries([...first, ...budget.entries(others)]),
    annotations: Object.fromEntries(budget.entries(Object.entries(annotations))),
    generatorURL: link,
    hasDetails,
    isCut: budget.isExceeded || FIRST.some((name) => (labels[name]?.length ?? 0) > LONGEST_NAME),
    startsAt: instantOf(alert.startsAt) ?? now,
    firstHeardAt: now,
    lastHeardAt: now,
    endsAt: null,
    ending: null,
  };
}

/** The same alert, of which one more notification tells at `now`. */
export function heardAgain(known: AlertRecord, alert: WebhookAlert, now: number): AlertRecord {
  const fresh = recordOf(alert, now, known.hasDetails);
  const startsAt = Math.min(known.startsAt, fresh.startsAt);
  return { ...fresh, startsAt, firstHeardAt: known.firstHeardAt };
}

/** The same alert, which is over according to a notification at `now`. */
export function resolvedBy(known: AlertRecord, { endsAt }: WebhookAlert, now: number): AlertRecord {
  const end = Math.max(known.startsAt, instantOf(endsAt) ?? now);
  return { ...known, lastHeardAt: now, endsAt: end, ending: 'resolved' };
}

/** The same alert, of which nothing is heard any more. */
export function unheardOf(known: AlertRecord): AlertRecord {
  return { ...known, endsAt: Math.max(known.startsAt, known.lastHeardAt), ending: 'unheard' };
}

/**
 * Whether a notification tells of another time that the same alert fires: it began after the known one ended, or was last heard
 * of. Two Prometheus that evaluate by turns give one alert several beginnings, so that a later one alone says nothing.
 */
export function isAnother({ startsAt }: WebhookAlert, known: AlertRecord): boolean {
  const began = instantOf(startsAt);
  return began !== null && began > known.startsAt && began > (known.endsAt ?? known.lastHeardAt);
}

/** What an alert is called. */
export function namesOf({ labels }: Pick<WebhookAlert, 'labels'>): AlertNames {
  const name = (label: string) => boundedText(labels[label] ?? '', LONGEST_NAME);
  return {
    alertname: name(LABEL.alertname),
    severity: name(LABEL.severity),
    service: name(LABEL.service),
  };
}

/** The drill that an alert belongs to; null for a real alert. */
export function drillOf({ labels }: Pick<WebhookAlert, 'labels'>): string | null {
  const drill = labels[LABEL.drill] ?? '';
  return drill === '' ? null : boundedText(drill, LONGEST_NAME);
}

/** Unix time in milliseconds; null where there is none, or Go's zero time, which stands for none. */
function instantOf(text: string | undefined): number | null {
  const time = Date.parse(text ?? '');
  return Number.isFinite(time) && time > 0 ? time : null;
}
