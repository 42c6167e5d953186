import type { Selector } from './filter/selector.ts';
import { type LineFormatName, type LogLine, lineValueReader } from './formats/index.ts';

/** Levels that `min_level` may name, in ascending order. */
export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type Level = (typeof LEVELS)[number];

/**
 * What loggers call their levels, as pino's numbers (10 trace … 60 fatal). Names: pino, Python's logging, log4j,
 * java.util.logging, Go's slog and zap, Rust's tracing, Serilog; and the severities of syslog, RFC 5424, section 6.2.1.
 */
const NUMBERS: Readonly<Record<string, number>> = {
  __proto__: null as never,
  trace: 10,
  verbose: 10,
  finest: 10,
  finer: 10,
  silly: 10,
  debug: 20,
  dbug: 20,
  fine: 20,
  config: 20,
  info: 30,
  information: 30,
  informational: 30,
  notice: 35,
  warn: 40,
  warning: 40,
  err: 50,
  error: 50,
  severe: 50,
  dpanic: 60,
  panic: 60,
  critical: 60,
  crit: 60,
  alert: 60,
  emerg: 60,
  emergency: 60,
  fatal: 60,
};

/** All names of levels, in lower case. */
export const LEVEL_NAMES: readonly string[] = Object.keys(NUMBERS);

const WORD = new RegExp(`\\b(?:${LEVEL_NAMES.join('|').toUpperCase()})\\b`);
const LEAST_NUMBER = 10;

/** The number of a level that settings name. */
export function numberOfLevel(level: Level): number {
  return NUMBERS[level] ?? 0;
}

/** The number of a level as a logger writes it, a name or a number of pino; null where it is none. */
export function levelOf(value: unknown): number | null {
  if (typeof value === 'number') return value >= LEAST_NUMBER ? value : null;
  if (typeof value !== 'string') return null;
  const known = NUMBERS[value] ?? NUMBERS[value.toLowerCase()];
  if (known !== undefined) return known;
  return /^\d{2,3}$/.test(value) ? levelOf(Number(value)) : null;
}

/** The number of the first level in capitals that stands in the first line of a text; null where none does. */
export function levelIn(text: string): number | null {
  const end = text.indexOf('\n');
  const [word] = WORD.exec(end === -1 ? text : text.slice(0, end)) ?? [];
  return word === undefined ? null : levelOf(word);
}

/** A reader of the level of a line, which stands at a selector, or in a text; null where the line has none. */
export function levelReader(format: LineFormatName, selector: Selector): (line: LogLine) => number | null {
  if (format === 'text') return ({ event }) => levelIn(event.line);
  const read = lineValueReader(format, selector);
  return (line) => levelOf(read(line));
}
