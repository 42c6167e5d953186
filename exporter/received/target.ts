import type { Part } from '../../metrics/part.ts';
import type { MetricScope } from '../../metrics/scope.ts';
import { LabelSets, type Labels, otherLabels } from './label_sets.ts';
import type { Update } from './reading.ts';
import { type NumberMetric, writtenBy } from './written.ts';

/** What became of an event: counted under its labels, counted under `<other>`, or lost for want of room. */
export type Outcome = 'counted' | 'folded' | 'dropped';

/** A metric that events are counted in. */
export interface Target {
  readonly part: Part;
  /** To be called once, when what was saved is restored: makes what is there before the first event. */
  begin(service: Labels): void;
  count(labels: Labels, update: Update): Outcome;
  /** Called when the events of a request are counted. */
  settle?(): void;
}

/** A gauge of which only the newest label set is kept. Throws an Error where it is declared otherwise elsewhere. */
export function newestTarget(metric: NumberMetric, scope: MetricScope): Target {
  const { part, write } = writtenBy(metric, scope);
  return {
    part,
    begin() {},
    count(labels, { value }) {
      part.clear();
      return write(labels, value) ? 'counted' : 'dropped';
    },
  };
}

/** A counter, gauge or histogram. Throws an Error where it is declared otherwise elsewhere. */
export function numberTarget(metric: NumberMetric, scope: MetricScope, setsLimit: number): Target {
  const { part, write } = writtenBy(metric, scope);
  let sets: LabelSets | null = null;
  return {
    part,
    begin(service) {
      // So that the first event is an increase; what a gauge is nobody knows yet.
      if (metric.type !== 'gauge' && metric.labels.length === 0) part.labels(service);
      sets = new LabelSets(part, setsLimit);
    },
    count(labels, { value }) {
      if (sets?.admit(labels) === true) return write(labels, value) ? 'counted' : 'dropped';
      // Of many gauges in one nobody could say what it is.
      if (sets === null || metric.type === 'gauge') return 'dropped';
      return write(otherLabels(labels), value) ? 'folded' : 'dropped';
    },
  };
}
