import type {
  ConfigurationView,
  ErrorGroupView,
  HistoryView,
  LimitView,
  LinksView,
  MirrorView,
  ObjectiveView,
  ServiceView,
  SourceView,
} from './view.ts';

/**
 * What the status is put together from, beside what is read from the registry. Each is asked for each view, every five seconds and
 * whenever somebody asks: it answers at once what is known then, and never throws.
 */
export interface StatusParts {
  environment(): string;
  objectives(): readonly ObjectiveView[];
  limits(): readonly LimitView[];
  /** The newest fifty groups, and how many there are. */
  errors(): { readonly groups: number; readonly newest: readonly ErrorGroupView[] };
  sources(): readonly SourceView[];
  mirror(): MirrorView | null;
  links(): LinksView;
  /** Services that Prometheus reads itself (`via: prometheus`); their signals are null where no Prometheus is known. */
  servicesOfPrometheus(): readonly ServiceView[];
  /** Ranges beyond `1h` that `history` answers, the shortest first; none where no Prometheus is known. */
  ranges(): readonly string[];
  /** The history over one of `ranges`. Rejects with an UnknownHistoryError where it is not to be had. */
  history(range: string): Promise<HistoryView>;
  configuration(): ConfigurationView;
}

/** A history that is not to be had, such as when Prometheus does not answer; the message is a sentence for whoever asked. */
export class UnknownHistoryError extends Error {
  override readonly name = 'UnknownHistoryError';
}

/** Parts of an exporter of which nothing but its registry is known. */
export const NO_PARTS: StatusParts = {
  environment: () => '',
  objectives: () => [],
  limits: () => [],
  errors: () => ({ groups: 0, newest: [] }),
  sources: () => [],
  mirror: () => null,
  links: () => ({ grafana: null, prometheus: null, alertmanager: null }),
  servicesOfPrometheus: () => [],
  ranges: () => [],
  history: (range) => Promise.reject(new UnknownHistoryError(`The range "${range}" is not known here.`)),
  configuration: () => ({ version: 1, readAt: 0, text: '' }),
};
