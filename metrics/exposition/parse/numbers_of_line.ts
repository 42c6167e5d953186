import type { PageFormat } from './content_type.ts';
import { decodePage } from './decode.ts';
import type { Lines } from './lines.ts';
import { readNumber } from './numbers.ts';
import { PageError } from './page_error.ts';
import type { ParsedSample } from './parsed_family.ts';
import { readPlainNumber } from './plain_number.ts';
import type { Role } from './roles.ts';
import { exemplarProblem, valueProblem } from './rules.ts';
import { readOpenMetricsRest, readTextRest } from './sample_rest.ts';
import { Scanner } from './scanner.ts';

/** What a line may have besides its series. */
export type Numbers = Pick<ParsedSample, 'value' | 'timestamp' | 'exemplar'>;

/** What stands in the present line behind its first bytes, for a series of that role; null where it may be wrong. */
export function numbersOfLine(line: Lines, prefix: number, role: Role, format: PageFormat): Numbers | null {
  const numbers = numbersOf(line, prefix, format);
  return numbers === null || isRefused(role, numbers, format) ? null : numbers;
}

function numbersOf({ bytes, start, length }: Lines, prefix: number, format: PageFormat): Numbers | null {
  const [from, end] = [start + prefix, start + length];
  const plain = readPlainNumber(bytes, from);
  if (!Number.isNaN(plain)) return { value: plain, timestamp: null, exemplar: null };
  const value = readNumber(bytes.toString('latin1', from, end - 1));
  if (value !== null) return { value, timestamp: null, exemplar: null };
  try {
    const scanner = new Scanner();
    scanner.feed(decodePage(bytes.subarray(from, end)));
    const { timestamp, exemplar, ...rest } =
      format === 'text' ? readTextRest(scanner) : readOpenMetricsRest(scanner);
    scanner.passLineEnd('the end of the line');
    return { value: rest.value, timestamp, exemplar };
  } catch (error) {
    // Who reads it in full says where, and why.
    if (error instanceof PageError) return null;
    throw error;
  }
}

function isRefused(role: Role, { value, exemplar }: Numbers, format: PageFormat): boolean {
  if (format === 'text') return false;
  if (valueProblem({ role, value }) !== null) return true;
  return exemplar !== null && exemplarProblem({ role }, exemplar) !== null;
}
