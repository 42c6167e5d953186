import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PageFormat } from './content_type.ts';
import { parsePage } from './page.ts';
import { PageError } from './page_error.ts';

function messageOf(page: string, format: PageFormat): string {
  try {
    parsePage(page, format);
    return 'It is read.';
  } catch (error) {
    expect(error).toBeInstanceOf(PageError);
    return (error as PageError).message;
  }
}

describe('text that is malformed says where and why', () => {
  test.each([
    ['x', 'line 1, column 2: expected a number, found the end of the page'],
    ['x\n', 'line 1, column 2: expected a number, found the end of the line'],
    [
      'x 1',
      'line 1, column 4: expected a line end after the last line, without which it may be cut short, found the end of the page',
    ],
    [
      '# comment',
      'line 1, column 10: expected a line end after the last line, without which it may be cut short, found the end of the page',
    ],
    [
      'x 1\ny 12 3',
      'line 2, column 7: expected a line end after the last line, without which it may be cut short, found the end of the page',
    ],
    ['x one\n', 'line 1, column 3: expected a number, found "one"'],
    ['x 0x10\n', 'line 1, column 3: expected a number, found "0x10"'],
    ['x 1_0\n', 'line 1, column 3: expected a number, found "1_0"'],
    ['x 1e999\n', 'line 1, column 3: expected a number, found "1e999"'],
    ['x 1,5\n', 'line 1, column 3: expected a number, found "1,5"'],
    ['x +NaN\n', 'line 1, column 3: expected a number, found "+NaN"'],
    ['x 1\r\n', 'line 1, column 3: expected a number, found "1\\r"'],
    ['x 1 2 3\n', 'line 1, column 7: expected the end of the line, found "3"'],
    ['x 1 1.5\n', 'line 1, column 5: expected a timestamp in whole milliseconds since 1970, found "1.5"'],
    ['x 1 -5\n', 'line 1, column 5: expected a timestamp in whole milliseconds since 1970, found "-5"'],
    [
      'x 1 9007199254740992\n',
      'line 1, column 5: expected a timestamp in whole milliseconds since 1970, found "9007199254740992"',
    ],
    [
      'x 1 # {a="b"} 1\n',
      'line 1, column 5: expected a timestamp in whole milliseconds since 1970, found "# {a=\\"b\\"} 1"',
    ],
    ['9x 1\n', 'line 1, column 1: expected a comment or a series, found "9x 1"'],
    ['my.name 1\n', 'line 1, column 3: expected a number, found ".name 1"'],
    ['\ufeffx 1\n', 'line 1, column 1: expected a comment or a series, found "\\u{feff}x 1"'],
    ['<html>\n', 'line 1, column 1: expected a comment or a series, found "<html>"'],
    ["x{a='b'} 1\n", 'line 1, column 5: expected the value of a label in double quotes, found "\'b\'} 1"'],
    ['x{a="b\n"} 1\n', 'line 1, column 7: expected a closing quote, found the end of the line'],
    ['x{a="b\\\n"} 1\n', 'line 1, column 8: expected a closing quote, found the end of the line'],
    ['x{a="b"', 'line 1, column 8: expected "," or "}", found the end of the page'],
    ['x{a="b} 1\n', 'line 1, column 10: expected a closing quote, found the end of the line'],
    ['x{a} 1\n', 'line 1, column 4: expected "=" and the value of a label, found "} 1"'],
    ['x{a.b="c"} 1\n', 'line 1, column 4: expected "=" and the value of a label, found ".b=\\"c\\"} 1"'],
    ['x{,a="b"} 1\n', 'line 1, column 3: expected the name of a label or "}", found ",a=\\"b\\"} 1"'],
    ['x{a="b",,c="d"} 1\n', 'line 1, column 9: expected the name of a label or "}", found ",c=\\"d\\"} 1"'],
    ['x{a="b"c="d"} 1\n', 'line 1, column 8: expected "," or "}", found "c=\\"d\\"} 1"'],
    ['x{a="b",a="c"} 1\n', 'line 1, column 9: the label "a" is there twice'],
    ['x{__name__="y"} 1\n', 'line 1, column 3: no label can be called __name__'],
    ['x{""="y"} 1\n', 'line 1, column 3: a label has no name'],
    ['{a="b"} 1\n', 'line 1, column 1: there is no name of a metric, neither before nor in the braces'],
    ['{""} 1\n', 'line 1, column 2: the name of a metric is empty'],
    ['{"x","y"} 1\n', 'line 1, column 6: only one name of a metric can be there, and only before labels'],
    ['x{"y"} 1\n', 'line 1, column 3: only one name of a metric can be there, and only before labels'],
    ['x 1\nx 2\n', 'line 2, column 1: the series of this line is there twice'],
    ['x{a="1",b="2"} 1\nx{b="2",a="1"} 2\n', 'line 2, column 1: the series of this line is there twice'],
    ['x{a="\\\\y"} 1\nx{a="\\y"} 2\n', 'line 2, column 1: the series of this line is there twice'],
    ['x{a=""} 1\nx 2\n', 'line 2, column 1: the series of this line is there twice'],
    ['x 1 1\nx 1 2\n', 'line 2, column 1: the series of this line is there twice'],
    ['# HELP x A.\n# HELP x B.\n', 'line 2, column 1: x has another HELP already'],
    ['# HELP x-y A.\n', 'line 1, column 9: expected a blank after the name, found "-y A."'],
    ['# HELP  \n', 'line 1, column 9: expected the name of a metric after HELP, found the end of the line'],
    [
      '# TYPE x\n',
      'line 1, column 9: expected counter, gauge, histogram, summary or untyped, found the end of the line',
    ],
    [
      '# TYPE x info\n',
      'line 1, column 10: expected counter, gauge, histogram, summary or untyped, found "info"',
    ],
    [
      '# TYPE x Counter\n',
      'line 1, column 10: expected counter, gauge, histogram, summary or untyped, found "Counter"',
    ],
    ['# TYPE x counter y\n', 'line 1, column 18: expected the end of the line, found "y"'],
    ['# TYPE x counter\n# TYPE x gauge\n', 'line 2, column 1: x has the TYPE counter already'],
    ['x 1\n# TYPE x counter\n', 'line 2, column 1: the TYPE of x comes after its series x'],
    ['x_sum 1\n# TYPE x summary\n', 'line 2, column 1: the TYPE of x comes after its series x_sum'],
    [
      '# TYPE x histogram\nx 1\n',
      'line 2, column 1: x is of type histogram, whose series are called x_bucket, x_sum, x_count',
    ],
    ['# TYPE x histogram\nx_bucket 1\n', 'line 2, column 1: a bucket has no number in its label le'],
    [
      '# TYPE x histogram\nx_bucket{le="much"} 1\n',
      'line 2, column 1: a bucket has no number in its label le',
    ],
    [
      '# TYPE x summary\nx 1\n',
      'line 2, column 1: a series of a summary has no number in its label quantile',
    ],
    ['x{a="\ud800"} 1\n', 'line 1, column 6: this is half a character, a lone surrogate'],
    [
      'y 1\n\nx{a="a very long text that goes on and on"; } 1\n',
      'line 3, column 43: expected "," or "}", found "; } 1"',
    ],
  ])('%j: %s', (page, message) => {
    expect(messageOf(page, 'text')).toBe(message);
  });
});

describe('OpenMetrics that is malformed says where and why', () => {
  test.each([
    ['', 'line 1, column 1: expected "# EOF", without which it may be cut short, found the end of the page'],
    [
      'x 1\n',
      'line 2, column 1: expected "# EOF", without which it may be cut short, found the end of the page',
    ],
    [
      'x 1',
      'line 1, column 4: expected a line end after the last line, without which it may be cut short, found the end of the page',
    ],
    ['# EOF\n\n', 'line 2, column 1: expected the end of the page after "# EOF", found the end of the line'],
    ['# EOF\nx 1\n', 'line 2, column 1: expected the end of the page after "# EOF", found "x 1"'],
    ['# EOFx\n', 'line 1, column 1: expected "# HELP", "# TYPE", "# UNIT" or "# EOF", found "# EOFx"'],
    ['\n# EOF\n', 'line 1, column 1: expected a comment or a series, found the end of the line'],
    [
      '# A comment.\n# EOF\n',
      'line 1, column 1: expected "# HELP", "# TYPE", "# UNIT" or "# EOF", found "# A comment."',
    ],
    [
      '#TYPE x gauge\n# EOF\n',
      'line 1, column 1: expected "# HELP", "# TYPE", "# UNIT" or "# EOF", found "#TYPE x gauge"',
    ],
    [' x 1\n# EOF\n', 'line 1, column 1: expected a comment or a series, found " x 1"'],
    ['x\t1\n# EOF\n', 'line 1, column 2: expected a space and a number, found "\\t1"'],
    ['x  1\n# EOF\n', 'line 1, column 3: expected a number, found " 1"'],
    ['x 1 \n# EOF\n', 'line 1, column 5: expected a time in seconds since 1970, found the end of the line'],
    ['x 1 2 \n# EOF\n', 'line 1, column 7: expected an exemplar, "# {", found the end of the line'],
    ['x 1 2 3\n# EOF\n', 'line 1, column 7: expected an exemplar, "# {", found "3"'],
    ['x 1 NaN\n# EOF\n', 'line 1, column 5: expected a time in seconds since 1970, found "NaN"'],
    ['x 1 1e300\n# EOF\n', 'line 1, column 5: expected a time in seconds since 1970, found "1e300"'],
    [
      'x{a="b", c="d"} 1\n# EOF\n',
      'line 1, column 9: expected the name of a label or "}", found " c=\\"d\\"} 1"',
    ],
    ['x{a="b"}1\n# EOF\n', 'line 1, column 9: expected a space and a number, found "1"'],
    [
      '# TYPE  x gauge\n# EOF\n',
      'line 1, column 8: expected the name of a metric after TYPE, found " x gauge"',
    ],
    [
      '# TYPE x untyped\n# EOF\n',
      'line 1, column 10: expected one of counter, gauge, histogram, summary, unknown, gaugehistogram, info, stateset, found "untyped"',
    ],
    ['# HELP x\n# EOF\n', 'line 1, column 9: expected a space and the HELP of x, found the end of the line'],
    ['# HELP x A.\n# HELP x A.\n# EOF\n', 'line 2, column 1: x has a HELP already'],
    ['# TYPE x gauge\n# TYPE x gauge\n# EOF\n', 'line 2, column 1: x has a TYPE already'],
    ['# UNIT x_s s\n# UNIT x_s s\n# EOF\n', 'line 2, column 1: x_s has a UNIT already'],
    ['# UNIT x seconds\n# EOF\n', 'line 1, column 1: the name x does not end in its unit, _seconds'],
    ['# TYPE x_s info\n# UNIT x_s s\n# EOF\n', 'line 2, column 1: x_s is of type info, which has no unit'],
    [
      '# UNIT x_s s\n# TYPE x_s stateset\n# EOF\n',
      'line 2, column 1: x_s is of type stateset, which has no unit',
    ],
    ['# TYPE x gauge\nx 1\n# HELP x A.\n# EOF\n', 'line 3, column 1: this comes after the series of x'],
    [
      'x{a="1"} 1\ny 1\nx{a="2"} 1\n# EOF\n',
      'line 3, column 1: x was there before; the lines of a family stand together',
    ],
    [
      'x 1\ny 1\n# HELP x A.\n# EOF\n',
      'line 3, column 1: x was there before; the lines of a family stand together',
    ],
    [
      '# TYPE x_count gauge\n# TYPE x histogram\n# EOF\n',
      'line 2, column 1: x_count was there before; the lines of a family stand together',
    ],
    [
      '# TYPE x histogram\n# TYPE y gauge\nx_count 1\n# EOF\n',
      'line 3, column 1: x_count was there before as a series of x; the lines of a family stand together',
    ],
    [
      '# TYPE x counter\nx 1\n# EOF\n',
      'line 2, column 1: x is of type counter, whose series are called x_total, x_created',
    ],
    ['# TYPE x info\nx 1\n# EOF\n', 'line 2, column 1: x is of type info, whose series are called x_info'],
    ['# TYPE x counter\nx_total -1\n# EOF\n', 'line 2, column 9: what counts cannot be -1'],
    ['# TYPE x counter\nx_total NaN\n# EOF\n', 'line 2, column 9: what counts cannot be NaN'],
    [
      '# TYPE x histogram\nx_bucket{le="NaN"} 1\n# EOF\n',
      'line 2, column 1: a bucket has no number in its label le',
    ],
    [
      '# TYPE x summary\nx{quantile="2"} 1\n# EOF\n',
      'line 2, column 1: the quantile 2 is not between 0 and 1',
    ],
    ['# TYPE x info\nx_info 2\n# EOF\n', 'line 2, column 8: an info is 1, not 2'],
    ['# TYPE x stateset\nx{x="a"} 2\n# EOF\n', 'line 2, column 10: a state is 0 or 1, not 2'],
    [
      '# TYPE x stateset\nx{y="a"} 1\n# EOF\n',
      'line 2, column 1: a series of a stateset has no label "x", which says what state it is',
    ],
    ['# TYPE x counter\nx_created NaN\n# EOF\n', 'line 2, column 11: NaN is no time in seconds since 1970'],
    [
      '# TYPE x counter\nx_created 1\nx_created 1\n# EOF\n',
      'line 3, column 1: the series of this line is there twice',
    ],
    ['x 1\nx 2\n# EOF\n', 'line 2, column 1: the series of this line is there twice'],
    ['x 1 # {a="b"} 1\n# EOF\n', 'line 1, column 5: only counters and buckets have exemplars'],
    [
      '# TYPE x counter\nx_total 1 # {a="b"}\n# EOF\n',
      'line 2, column 20: expected a space and the value of the exemplar, found the end of the line',
    ],
    ['# TYPE x counter\nx_total 1 # {a="b"} y\n# EOF\n', 'line 2, column 21: expected a number, found "y"'],
    ['# TYPE x counter\nx_total 1 # {"a"} 1\n# EOF\n', 'line 2, column 14: an exemplar has labels only'],
    [
      '# TYPE x counter\nx_total 1 #{a="b"} 1\n# EOF\n',
      'line 2, column 11: expected a time in seconds since 1970, found "#{a=\\"b\\"} 1"',
    ],
    [
      '# TYPE x counter\nx_total 1 # {a="b"} 1 Inf\n# EOF\n',
      'line 2, column 23: expected a time in seconds since 1970, found "Inf"',
    ],
    [
      `# TYPE x counter\nx_total 1 # {a="${'é'.repeat(128)}"} 1\n# EOF\n`,
      'line 2, column 11: the labels of an exemplar have more than 128 characters together',
    ],
  ])('%j: %s', (page, message) => {
    expect(messageOf(page, 'openmetrics')).toBe(message);
  });
});

test.each(['text', 'openmetrics'] as const)(
  'any %s is read or refused with a place that it has',
  (format) => {
    const unit = fc.constantFrom(
      ...'x_1 {}=",\\\n#.-e\té',
      '# TYPE x ',
      '# HELP x ',
      'counter\n',
      '# EOF\n',
      ' # {',
      'le="1"',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 30 }), (page) => {
        try {
          parsePage(page, format);
        } catch (error) {
          if (!(error instanceof PageError)) throw error;
          const lines = page.split('\n');
          expect(error.line).toBeLessThanOrEqual(lines.length);
          expect(error.column).toBeLessThanOrEqual((lines[error.line - 1] ?? '').length + 1);
        }
      }),
      { numRuns: 3000 },
    );
  },
);

test('no page that is cut short is read as another one, unless a line end is where it is cut', () => {
  const page = '# HELP x X.\n# TYPE x gauge\nx{a="1"} 12 34\nx{a="2"} 12\n';
  for (let end = 0; end < page.length; end += 1) {
    const cut = page.slice(0, end);
    if (cut !== '' && !cut.endsWith('\n')) expect(messageOf(cut, 'text'), cut).not.toBe('It is read.');
    expect(messageOf(`${cut}`, 'openmetrics'), cut).not.toBe('It is read.');
  }
});
