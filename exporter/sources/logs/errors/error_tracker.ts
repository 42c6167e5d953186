import type { CounterSeries } from '../../../../metrics/counter.ts';
import type { Part } from '../../../../metrics/part.ts';
import type { MetricScope } from '../../../../metrics/scope.ts';
import { type Filter, parseFilter } from '../filter/filter.ts';
import { parseSelector, type Selector } from '../filter/selector.ts';
import type { LogLine } from '../formats/index.ts';
import { ErrorGroups } from './error_groups.ts';
import { APPLICATION_ERRORS_TOTAL, type ErrorSettings } from './error_settings.ts';

/** Counts the errors among the lines of a log, by group. */
export class ErrorTracker {
  readonly groups: ErrorGroups;
  readonly filter: Filter;
  /** Where a line tells of its error. */
  readonly selectors: readonly Selector[];
  readonly #counter: Part<CounterSeries>;
  readonly #service: string;
  readonly #type: Selector | null;
  readonly #message: Selector;
  readonly #stack: Selector | null;

  /** `settings` have passed their schema. */
  constructor(settings: ErrorSettings, scope: MetricScope, service: string) {
    this.filter = parseFilter(settings.pattern);
    this.groups = new ErrorGroups(settings.groups_limit);
    this.#counter = scope.counter(APPLICATION_ERRORS_TOTAL);
    this.#service = service;
    this.#type = settings.type === undefined ? null : parseSelector(settings.type);
    this.#message = parseSelector(settings.message);
    this.#stack = settings.stack === undefined ? null : parseSelector(settings.stack);
    this.selectors = [this.#message, ...[this.#type, this.#stack].filter((one) => one !== null)];
  }

  /** Counts a line, where it is an error, at a time in milliseconds since 1970. Never throws. */
  count(line: LogLine, time: number): void {
    if (this.filter.match(line.event) === null) return;
    const text = (selector: Selector | null) => {
      const value = selector === null ? undefined : line.value(selector);
      return typeof value === 'string' ? value : '';
    };
    // A line that is not of its format is an error's text itself.
    const message = text(this.#message) || (line.isOfFormat ? '' : line.event.line);
    const group = this.groups.add({ type: text(this.#type), message, stack: text(this.#stack), time });
    this.#counter.labels({ service: this.#service, ...group }).inc();
  }
}
