import { Regex } from './filter/regex.ts';
import type { Framing } from './framing.ts';
import { joinedLines } from './multiline.ts';

/**
 * A line that matches begins an event, and those after it belong to it: `multi_line_start_pattern` of the CloudWatch agent. Lines
 * before the first one that matches are an event, too. The pattern is a regular expression as metric filters have them, so that
 * time is in proportion to the log.
 * Throws a FilterError where it is none.
 */
export function startingWith(pattern: string): Framing {
  const regex = new Regex(pattern);
  return joinedLines<true>({
    first: () => true,
    next: (chunk, from, to) => (regex.isIn(chunk.toString('utf8', from, to)) ? null : true),
  });
}
