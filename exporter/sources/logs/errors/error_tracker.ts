import type { CounterSeries } from '../../../../metrics/counter.ts';
import type { Part } from '../../../../metrics/part.ts';
import type { MetricScope } from '../../../../metrics/scope.ts';
import { type Filter, parseFilter } from '../filter/filter.ts';
import { parseSelector, type Selector } from '../filter/selector.ts';
import type { LogLine } from '../formats/index.ts';
import { ErrorGroups } from './error_groups.ts';
import { APPLICATION_ERRORS_TOTAL, type ErrorSettings } from './error_settings.ts';
import { errorOfText } from './error_text.ts';

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

  /** Counts a line so many times, where it is an error, at a time in milliseconds since 1970, which only errors are asked for. Never throws. */
  count(line: LogLine, times = 1, now: () => number = Date.now): void {
    if (!this.filter.matches(line.event)) return;
    const text = (selector: Selector | null) => {
      const value = selector === null ? undefined : line.value(selector);
      return typeof value === 'string' ? value : '';
    };
    const told = { type: text(this.#type), message: text(this.#message), stack: text(this.#stack) };
    // What has no message as a field is an error's text itself.
    const own = told.message === '' && !line.event.isJson ? errorOfText(line.event.line) : told;
    const group = this.groups.add({ ...own, type: told.type || own.type, time: now() }, times);
    this.#counter.labels({ service: this.#service, ...group }).inc(times);
  }
}
