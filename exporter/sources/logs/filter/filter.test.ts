import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFilter } from './filter.ts';
import { FilterError } from './filter_error.ts';
import { JsonScan } from './json_scan.ts';
import { LogEvent } from './log_event.ts';
import { parsePattern } from './syntax.ts';
import { jsonLine, jsonNode, matches, patternNode, printPattern } from './testing.ts';

const anyLine = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.string({ unit: fc.constantFrom(...'ab []"{}1:,') }),
  jsonLine(),
);

describe('a filter', () => {
  test('that is printed and parsed is the same', () => {
    fc.assert(
      fc.property(patternNode(), (node) => {
        const text = printPattern(node);
        expect(parsePattern(text), text).toEqual(node);
      }),
      { numRuns: 2000 },
    );
  });

  test('never throws, whatever the line is', () => {
    fc.assert(
      fc.property(patternNode(), fc.array(anyLine, { maxLength: 5 }), (node, lines) => {
        const filter = parseFilter(printPattern(node));
        for (const line of lines) expect([true, false]).toContain(filter.match(new LogEvent(line)) !== null);
      }),
      { numRuns: 1000 },
    );
  });

  test('of any text is refused by a FilterError within it, or answers', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab[]{}()$.=<>!&|%"\\*,? -1'), maxLength: 20 });
    const framed = fc.oneof(
      text,
      text.map((one) => `{ $.a ${one} }`),
      text.map((one) => `[a, ${one}]`),
      text.map((one) => `%${one}%`),
    );
    fc.assert(
      fc.property(framed, (pattern) => {
        try {
          matches(pattern, '{"a":1}');
        } catch (error) {
          expect(error).toBeInstanceOf(FilterError);
          if (!(error instanceof FilterError)) return;
          expect(error.at).toBeGreaterThanOrEqual(0);
          expect(error.at).toBeLessThanOrEqual(pattern.length);
          expect(error.message).toBe(`${error.problem}, at character ${error.at + 1}`);
        }
      }),
      { numRuns: 5000 },
    );
  });

  test('says of an event with a scan what it says without', () => {
    fc.assert(
      fc.property(jsonNode(), fc.array(jsonLine(), { maxLength: 10 }), (node, lines) => {
        const filter = parseFilter(printPattern(node));
        const scan = new JsonScan(filter.selectors);
        for (const line of [...lines, ...lines]) {
          const withScan = filter.match(new LogEvent(line, scan));
          const without = filter.match(new LogEvent(line));
          expect(withScan === null, line).toBe(without === null);
          expect(withScan?.field('$.a'), line).toBe(without?.field('$.a'));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('with && matches what both sides match, with || what either does, before && where parentheses say so', () => {
    fc.assert(
      fc.property(jsonNode(), jsonNode(), jsonNode(), jsonLine(), (...given) => {
        const line = given[3];
        const [a, b, c] = given
          .slice(0, 3)
          .map((node) => printPattern(node as (typeof given)[0]).slice(2, -2));
        const says = (expression: string) => matches(`{ ${expression} }`, line);
        const [isA, isB, isC] = [says(`${a}`), says(`${b}`), says(`${c}`)];
        expect(says(`(${a}) && (${b})`)).toBe(isA && isB);
        expect(says(`(${a}) || (${b})`)).toBe(isA || isB);
        expect(says(`(${a}) || (${b}) && (${c})`)).toBe(isA || (isB && isC));
        expect(says(`((${a}) || (${b})) && (${c})`)).toBe((isA || isB) && isC);
      }),
      { numRuns: 1000 },
    );
  });

  test('says what it reads of JSON objects', () => {
    const { selectors } = parseFilter("{ ($.a = 1 || $.['b.c'] IS NULL) && $.d[0].e NOT EXISTS }");
    expect(selectors.map(({ text }) => text)).toEqual(['$.a', "$.['b.c']", '$.d[0].e']);
    expect(parseFilter('[a, b]').selectors).toEqual([]);
  });

  test('has the pattern as it was written', () => {
    expect(parseFilter(' {$.a=1} ').pattern).toBe(' {$.a=1} ');
  });
});
