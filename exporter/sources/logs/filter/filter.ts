import { compileDelimited, type DelimitedPattern, problemOfName } from './delimited_pattern.ts';
import { FilterError } from './filter_error.ts';
import { compileJson, type JsonPattern, selectorsOf } from './json_pattern.ts';
import type { LogEvent } from './log_event.ts';
import { Regex } from './regex.ts';
import { CONTAINER, parseSelector, type Scalar, type Selector } from './selector.ts';
import { type PatternNode, parsePattern } from './syntax.ts';
import { compileTerms } from './terms.ts';

/** Selectors come from the configuration; more than these are read anew each time. */
const MOST_READERS = 1_000;

/** An event that a filter matches. */
export interface Match {
  /**
   * The value of a field: `$.latency_ms` of a JSON pattern (undefined where nothing is there, or an array or an object), the text
   * of `$status` or `$7` of a pattern of fields. Throws a FilterError where the filter knows no such field.
   */
  field(selector: string): Scalar | undefined;
}

/** A metric-filter pattern, ready for events. */
export interface Filter {
  /** As it was written. */
  readonly pattern: string;
  /** What it reads of JSON objects. */
  readonly selectors: readonly Selector[];
  /** Null where the event does not match. Never throws. */
  match(event: LogEvent): Match | null;
  /** Throws a FilterError where `field` of a match would; for when the configuration is read. */
  checkField(selector: string): void;
}

/** The filter of a pattern. Throws a FilterError for a pattern that CloudWatch would refuse. */
export function parseFilter(pattern: string): Filter {
  const node = parsePattern(pattern);
  const selectors = node.kind === 'json' ? selectorsOf(node.expression) : [];
  return { pattern, selectors, ...compile(node) };
}

function compile(node: PatternNode): Pick<Filter, 'match' | 'checkField'> {
  switch (node.kind) {
    case 'terms': {
      const matches = compileTerms(node);
      return filterOf(({ line }) => matches(line) || null, refuseField);
    }
    case 'regex': {
      const regex = new Regex(node.source);
      return filterOf(({ line }) => regex.isIn(line) || null, refuseField);
    }
    case 'json':
      return jsonFilter(node);
    case 'delimited':
      return delimitedFilter(node);
  }
}

function jsonFilter(node: JsonPattern): Pick<Filter, 'match' | 'checkField'> {
  const matches = compileJson(node);
  return filterOf(
    (event) => (event.isJson && matches(event) ? event : null),
    (text) => {
      const selector = parseSelector(text);
      if (selector.hasWildcard) throw new FilterError('a selector with a wildcard has no one value', 0);
      return (event) => {
        const value = event.value(selector);
        return value === CONTAINER ? undefined : value;
      };
    },
  );
}

function delimitedFilter(node: DelimitedPattern): Pick<Filter, 'match' | 'checkField'> {
  const read = compileDelimited(node);
  return filterOf(
    ({ line }) => read(line),
    (selector) => {
      if (!selector.startsWith('$'))
        throw new FilterError('a field of the pattern is written as "$" and its name', 0);
      const name = selector.slice(1);
      const problem = problemOfName(node, name);
      if (problem !== null) throw new FilterError(problem, 0);
      return (fields) => fields.text(name);
    },
  );
}

/** A filter that finds something in events, and reads fields of what it found. */
function filterOf<Found>(
  find: (event: LogEvent) => Found | null,
  readerOf: (selector: string) => (found: Found) => Scalar | undefined,
): Pick<Filter, 'match' | 'checkField'> {
  const readers = new Map<string, (found: Found) => Scalar | undefined>();
  const reader = (selector: string) => {
    const known = readers.get(selector);
    if (known !== undefined) return known;
    const made = readerOf(selector);
    if (readers.size < MOST_READERS) readers.set(selector, made);
    return made;
  };
  return {
    match: (event) => {
      const found = find(event);
      return found === null ? null : { field: (selector) => reader(selector)(found) };
    },
    checkField: (selector) => {
      reader(selector);
    },
  };
}

function refuseField(): never {
  throw new FilterError('only patterns in "{}" and in "[]" have fields', 0);
}
