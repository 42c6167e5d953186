import {
  compileDelimited,
  type DelimitedFields,
  type DelimitedPattern,
  problemOfName,
} from './delimited_pattern.ts';
import { FilterError } from './filter_error.ts';
import { compileJson, type JsonPattern, selectorsOf } from './json_pattern.ts';
import { type LogEvent, ValueReader } from './log_event.ts';
import { Regex } from './regex.ts';
import { CONTAINER, parseSelector, type Scalar, type Selector } from './selector.ts';
import { type PatternNode, parsePattern } from './syntax.ts';
import { compileTerms } from './terms.ts';

/** Selectors come from the configuration; more than these are read anew each time. */
const MOST_READERS = 1_000;

/** An event that a filter matches. */
export interface Match {
  /** As `Filter.fieldReader`, of this event. Throws a FilterError where the filter knows no such field. */
  field(selector: string): Scalar | undefined;
}

/** A metric-filter pattern, ready for events. */
export interface Filter {
  /** As it was written. */
  readonly pattern: string;
  /** What it reads of JSON objects. */
  readonly selectors: readonly Selector[];
  /** Whether an event matches. Never throws. */
  matches(event: LogEvent): boolean;
  /** Null where the event does not match. Never throws. */
  match(event: LogEvent): Match | null;
  /**
   * A reader of a field of events that match: of `$.latency_ms` of a JSON pattern (undefined where nothing is there, or an
   * array or an object), of the text of `$status` or `$7` of a pattern of fields. Throws a FilterError where the filter knows no
   * such field; the reader never throws.
   */
  fieldReader(selector: string): FieldReader;
  /** Throws a FilterError where `fieldReader` would; for when the configuration is read. */
  checkField(selector: string): void;
}

export type FieldReader = (event: LogEvent) => Scalar | undefined;

/** The filter of a pattern. Throws a FilterError for a pattern that CloudWatch would refuse. */
export function parseFilter(pattern: string): Filter {
  const node = parsePattern(pattern);
  const selectors = node.kind === 'json' ? selectorsOf(node.expression) : [];
  const { matches, readerOf } = compile(node);
  const readers = new Map<string, FieldReader>();
  const fieldReader = (selector: string) => {
    const known = readers.get(selector);
    if (known !== undefined) return known;
    const made = readerOf(selector);
    if (readers.size < MOST_READERS) readers.set(selector, made);
    return made;
  };
  return {
    pattern,
    selectors,
    matches,
    match: (event) => (matches(event) ? { field: (selector) => fieldReader(selector)(event) } : null),
    fieldReader,
    checkField: (selector) => {
      fieldReader(selector);
    },
  };
}

/** What finds events, and reads a field of those that it found. */
interface Compiled {
  readonly matches: (event: LogEvent) => boolean;
  readonly readerOf: (selector: string) => FieldReader;
}

function compile(node: PatternNode): Compiled {
  switch (node.kind) {
    case 'terms': {
      const matches = compileTerms(node);
      return { matches: ({ line }) => matches(line), readerOf: refuseField };
    }
    case 'regex': {
      const regex = new Regex(node.source);
      return { matches: ({ line }) => regex.isIn(line), readerOf: refuseField };
    }
    case 'json':
      return compileJsonFilter(node);
    case 'delimited':
      return compileDelimitedFilter(node);
  }
}

function compileJsonFilter(node: JsonPattern): Compiled {
  const matches = compileJson(node);
  return {
    matches: (event) => event.isJson && matches(event),
    readerOf: (text) => {
      const selector = parseSelector(text);
      if (selector.hasWildcard) throw new FilterError('a selector with a wildcard has no one value', 0);
      const reader = new ValueReader(selector);
      return (event) => {
        const value = reader.read(event);
        return value === CONTAINER ? undefined : value;
      };
    },
  };
}

function compileDelimitedFilter(node: DelimitedPattern): Compiled {
  const split = compileDelimited(node);
  // Its fields are read right after it was found to match.
  let last: { readonly event: LogEvent; readonly fields: DelimitedFields | null } | null = null;
  const fieldsOf = (event: LogEvent) => {
    if (last?.event !== event) last = { event, fields: split(event.line) };
    return last.fields;
  };
  return {
    matches: (event) => fieldsOf(event) !== null,
    readerOf: (selector) => {
      if (!selector.startsWith('$'))
        throw new FilterError('a field of the pattern is written as "$" and its name', 0);
      const name = selector.slice(1);
      const problem = problemOfName(node, name);
      if (problem !== null) throw new FilterError(problem, 0);
      return (event) => fieldsOf(event)?.text(name);
    },
  };
}

function refuseField(): never {
  throw new FilterError('only patterns in "{}" and in "[]" have fields', 0);
}
