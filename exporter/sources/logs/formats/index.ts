import type { JsonScan } from '../filter/json_scan.ts';
import { LogEvent } from '../filter/log_event.ts';
import { type Found, type Selector, valueAt } from '../filter/selector.ts';
import { albLog, combinedLog, commonLog, type LineFormat } from './access_log.ts';
import { logfmt } from './logfmt.ts';

/** How lines may be written; `text` has no fields of its own. */
export const LINE_FORMATS = ['json', 'logfmt', 'common', 'combined', 'nginx', 'alb', 'text'] as const;
export type LineFormatName = (typeof LINE_FORMATS)[number];

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

/** A reader of lines of a format; of JSON, `scan` finds the values of its selectors faster. */
export function lineReader(format: LineFormatName, scan: JsonScan | null): (line: string) => LogLine {
  if (format === 'json') {
    return (line) => {
      const event = new LogEvent(line, scan);
      return { event, isOfFormat: event.isJson, value: (selector) => event.value(selector) };
    };
  }
  const parse = PARSERS[format];
  return (line) => {
    const fields = parse(line);
    return {
      event: new LogEvent(line),
      isOfFormat: fields !== null,
      value: (selector) => (fields === null ? undefined : valueAt(selector, fields)),
    };
  };
}
