import { LINE_END, SPACE } from './characters.ts';
import { inMilliseconds, passSpace, readSeconds, readTextTimestamp, readValue } from './line_values.ts';
import type { ParsedExemplar } from './parsed_family.ts';
import type { Scanner } from './scanner.ts';
import { readExemplarLabels } from './series.ts';

/** What comes after a series, to the end of its line, and where its parts are, for messages. */
export interface SampleRest {
  readonly value: number;
  /** Milliseconds since 1970, or null. */
  readonly timestamp: number | null;
  readonly exemplar: ParsedExemplar | null;
  readonly valueAt: number;
  /** No meaning without an exemplar. */
  readonly exemplarAt: number;
}

const EXEMPLAR = '# {';

/** Reads a value in text, and a timestamp if there is one. Throws a PageError. */
export function readTextRest(scanner: Scanner): SampleRest {
  const valueAt = scanner.at;
  const value = readValue(scanner);
  scanner.skipBlanks();
  const timestamp = scanner.code === LINE_END || scanner.isAtEnd ? null : readTextTimestamp(scanner);
  scanner.skipBlanks();
  return { value, timestamp, exemplar: null, valueAt, exemplarAt: 0 };
}

/** Reads a value in OpenMetrics, and a time and an exemplar if there are any. Throws a PageError. */
export function readOpenMetricsRest(scanner: Scanner): SampleRest {
  const valueAt = scanner.at;
  const value = readValue(scanner);
  let timestamp: number | null = null;
  let goesOn = passSpace(scanner, 'a space');
  if (goesOn && !scanner.follows(EXEMPLAR)) {
    timestamp = inMilliseconds(readSeconds(scanner));
    goesOn = passSpace(scanner, 'a space');
  }
  const exemplarAt = scanner.at;
  const exemplar = goesOn ? readExemplar(scanner) : null;
  return { value, timestamp, exemplar, valueAt, exemplarAt };
}

function readExemplar(scanner: Scanner): ParsedExemplar {
  if (!scanner.follows(EXEMPLAR)) scanner.fail('an exemplar, "# {"');
  scanner.at += EXEMPLAR.length - 1;
  const labelSet = readExemplarLabels(scanner);
  scanner.pass(SPACE, 'a space and the value of the exemplar');
  const value = readValue(scanner);
  return passSpace(scanner, 'a space')
    ? { labelSet, value, timestamp: readSeconds(scanner) }
    : { labelSet, value };
}
