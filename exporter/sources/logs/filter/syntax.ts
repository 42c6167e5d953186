import { readRegex } from './comparison.ts';
import { type DelimitedPattern, readDelimitedPattern } from './delimited_pattern.ts';
import { type JsonPattern, readJsonPattern } from './json_pattern.ts';
import { PatternReader } from './pattern_reader.ts';
import { readTerms, type Terms } from './terms.ts';

/** Characters (API reference, PutMetricFilter). */
const LONGEST_PATTERN = 1_024;

/** A filter pattern, read. */
export type PatternNode =
  | Terms
  | JsonPattern
  | DelimitedPattern
  | { readonly kind: 'regex'; readonly source: string };

/**
 * Parses a metric-filter pattern of CloudWatch Logs (user guide, «filter pattern syntax»).
 * Throws a FilterError for what CloudWatch would refuse.
 */
export function parsePattern(pattern: string): PatternNode {
  const reader = new PatternReader(pattern);
  if (pattern.length > LONGEST_PATTERN) {
    throw reader.error(`a pattern of more than ${LONGEST_PATTERN} characters`, LONGEST_PATTERN);
  }
  const begin = /\S/.exec(pattern)?.[0];
  if (begin !== '{' && begin !== '[' && begin !== '%') return readTerms(reader);
  reader.skipBlanks();
  const node = readNode(reader, begin);
  reader.skipBlanks();
  if (!reader.isAtEnd) throw reader.error(`nothing may follow ${ENDS[begin]}, not even ${reader.next}`);
  return node;
}

const ENDS = { '{': 'the "}" of the pattern', '[': 'the "]" of the pattern', '%': 'a regular expression' };

function readNode(reader: PatternReader, begin: '{' | '[' | '%'): PatternNode {
  if (begin === '{') return readJsonPattern(reader);
  if (begin === '[') return readDelimitedPattern(reader);
  return { kind: 'regex', source: readRegex(reader) };
}
