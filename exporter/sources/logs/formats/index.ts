import { type LogEvent, ValueReader } from '../filter/log_event.ts';
import { type Found, type Selector, valueAt } from '../filter/selector.ts';
import { albLog, combinedLog, commonLog, type LineFormat } from './access_log.ts';
import { logfmt } from './logfmt.ts';

/** How lines may be written; `text` has no fields of its own. */
export const LINE_FORMATS = ['json', 'logfmt', 'common', 'combined', 'nginx', 'alb', 'text'] as const;
export type LineFormatName = (typeof LINE_FORMATS)[number];

/** Access logs tell of requests, whatever became of them. */
export const FORMATS_WITHOUT_LEVELS: readonly LineFormatName[] = ['common', 'combined', 'nginx', 'alb'];

const PARSERS: Readonly<Record<Exclude<LineFormatName, 'json'>, LineFormat>> = {
  logfmt,
  common: commonLog,
  combined: combinedLog,
  nginx: combinedLog,
  alb: albLog,
  text: () => ({}),
};

/** A line as its format reads it. */
export interface LogLine {
  /** As filters see it: as CloudWatch Logs would, whatever the format. */
  readonly event: LogEvent;
  /** Whether it is of its format. */
  readonly isOfFormat: boolean;
  /** What is at a selector without wildcards; undefined where nothing is. */
  value(selector: Selector): Found;
}

/** A reader of events of a format. */
export function lineReader(format: LineFormatName): (event: LogEvent) => LogLine {
  if (format === 'json') return (event) => new JsonLine(event);
  const parse = PARSERS[format];
  return (event) => {
    const fields = parse(event.line);
    return {
      event,
      isOfFormat: fields !== null,
      value: (selector) => (fields === null ? undefined : valueAt(selector, fields)),
    };
  };
}

/** A reader of what is at a selector, as `LogLine.value`, of lines of a format. */
export function lineValueReader(format: LineFormatName, selector: Selector): (line: LogLine) => Found {
  if (format !== 'json') return (line) => line.value(selector);
  const reader = new ValueReader(selector);
  return ({ event }) => reader.read(event);
}

class JsonLine implements LogLine {
  readonly event: LogEvent;

  constructor(event: LogEvent) {
    this.event = event;
  }

  get isOfFormat(): boolean {
    return this.event.isJson;
  }

  value(selector: Selector): Found {
    return this.event.value(selector);
  }
}
