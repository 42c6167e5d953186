import type { Period } from '../../slo/windows.ts';
import type { LimitView, LinksView } from './view.ts';

/** Which series of a counter are meant: those on which every matcher holds. */
export interface CounterSelection {
  readonly metric: string;
  readonly matchers: readonly LabelMatcher[];
}

/** A condition on a label; one that a series does not have is empty. */
export interface LabelMatcher {
  readonly label: string;
  matches(value: string): boolean;
}

/** What an objective counts, as prometheus/objectives/events.ts has it; or the sentence on why the exporter cannot count it. */
export type ObjectiveEvents =
  | { readonly kind: 'requests' }
  | { readonly kind: 'latency'; readonly seconds: number }
  | { readonly kind: 'traffic'; readonly atLeast: number }
  | {
      readonly kind: 'counters';
      readonly total: CounterSelection;
      /** What the other counter counts. */
      readonly other: 'good' | 'bad';
      readonly counter: CounterSelection;
    }
  | { readonly kind: 'unknown'; readonly why: string };

/** What one service promises. */
export interface WatchedObjective {
  readonly objective: string;
  readonly service: string;
  /** The share of events that must be good. */
  readonly target: number;
  /** The share that may be bad. */
  readonly budget: number;
  readonly window: Period;
  readonly events: ObjectiveEvents;
}

/** What the status page tells of monitoring.yml; `definition/` makes it. */
export interface StatusSettings {
  readonly environment: string;
  readonly objectives: readonly WatchedObjective[];
  readonly limits: readonly LimitView[];
  /** The addresses of `notify.links`. */
  readonly links: LinksView;
  /** Services of which Prometheus scrapes golden signals itself, so that the exporter does not count all there is. */
  readonly servicesOfPrometheus: readonly string[];
  /** The text of monitoring.yml, as it is in the file, secrets included; and when it was read, in milliseconds since 1970. */
  readonly file: { readonly text: string; readonly readAt: number };
}

/** Of an exporter that no monitoring.yml is known of. */
export const NO_STATUS_SETTINGS: StatusSettings = {
  environment: '',
  objectives: [],
  limits: [],
  links: { grafana: null, prometheus: null, alertmanager: null },
  servicesOfPrometheus: [],
  file: { text: '', readAt: 0 },
};
