import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ESCAPING_SCHEMES,
  escapeLabelName,
  escapeMetricName,
  escapeName,
  isLegacyLabelName,
  isLegacyMetricName,
} from './escaping.ts';
import { unescapeValues } from './testing/unescape.ts';

const anyName = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      'a',
      'Z',
      '0',
      '9',
      '_',
      '__',
      ':',
      '.',
      ' ',
      '-',
      'é',
      '花',
      '😱',
      '\ud800',
      '\udfff',
      '\0',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 8,
});
// What looks escaped already is legacy, and so stays as it is.
const notEscapedYet = anyName.filter((name) => !name.startsWith('U__'));

// The cases of TestEscapeName in prometheus/common, `model/metric_test.go`.
test.each([
  ['', '', '', ''],
  ['no:escaping_required', 'no:escaping_required', 'no:escaping__required', 'no:escaping_required'],
  [
    'mysystem.prod.west.cpu.load',
    'mysystem_prod_west_cpu_load',
    'mysystem_dot_prod_dot_west_dot_cpu_dot_load',
    'U__mysystem_2e_prod_2e_west_2e_cpu_2e_load',
  ],
  [
    'mysystem.prod.west.cpu.load_total',
    'mysystem_prod_west_cpu_load_total',
    'mysystem_dot_prod_dot_west_dot_cpu_dot_load__total',
    'U__mysystem_2e_prod_2e_west_2e_cpu_2e_load__total',
  ],
  ['http.status:sum', 'http_status:sum', 'http_dot_status:sum', 'U__http_2e_status:sum'],
  ['label with 😱', 'label_with__', 'label__with____', 'U__label_20_with_20__1f631_'],
  ['花火', '__', '____', 'U___82b1__706b_'],
  ['label with \u0100', 'label_with__', 'label__with____', 'U__label_20_with_20__100_'],
])('as with prometheus/common, %j is %s, %s or %s', (name, underscores, dots, values) => {
  expect(escapeName(name, 'underscores')).toBe(underscores);
  expect(escapeName(name, 'dots')).toBe(dots);
  expect(escapeName(name, 'values')).toBe(values);
  expect(escapeName(name, 'allow-utf-8')).toBe(name);
});

test('a digit is escaped where the name begins', () => {
  expect(escapeName('5xx.rate5', 'underscores')).toBe('_xx_rate5');
  expect(escapeName('5xx.rate5', 'dots')).toBe('__xx_dot_rate5');
  expect(escapeName('5xx.rate5', 'values')).toBe('U___35_xx_2e_rate5');
});

test.each([
  ['a', true, true],
  ['_', true, true],
  ['Az_09', true, true],
  ['a:b', true, false],
  [':', true, false],
  ['', false, false],
  ['0a', false, false],
  ['a.b', false, false],
  ['a b', false, false],
  ['a\n', false, false],
  ['é', false, false],
  // K as the sign for kelvin, and a letter beyond the first 128 that shares its low bits.
  ['\u212a', false, false],
  ['\u0161', false, false],
  ['a@', false, false],
  ['[', false, false],
  ['`', false, false],
  ['{', false, false],
])('%j as a metric name every Prometheus reads: %s; as a label name: %s', (name, metric, label) => {
  expect(isLegacyMetricName(name)).toBe(metric);
  expect(isLegacyLabelName(name)).toBe(label);
});

test('a legacy name stays as it is on a page, under every scheme', () => {
  for (const scheme of ESCAPING_SCHEMES) {
    expect(escapeMetricName('jobs_total', scheme)).toBe('jobs_total');
    expect(escapeLabelName('job_name', scheme)).toBe('job_name');
  }
});

test('a colon is escaped in the name of a label, where no Prometheus reads it', () => {
  expect(escapeLabelName('a:b', 'underscores')).toBe('a_b');
  expect(escapeLabelName('a:b', 'dots')).toBe('a__b');
  expect(escapeLabelName('a:b', 'values')).toBe('U__a_3a_b');
  expect(escapeLabelName('a:b', 'allow-utf-8')).toBe('a:b');
});

test('a lone surrogate counts as U+FFFD', () => {
  expect(escapeName('a\ud800', 'values')).toBe('U__a_fffd_');
  expect(escapeName('a\ud800', 'allow-utf-8')).toBe('a\ufffd');
});

test('whatever a name is, every Prometheus reads what is made of it, unless nothing was to be escaped', () => {
  fc.assert(
    fc.property(
      anyName.filter((name) => name !== ''),
      fc.constantFrom('underscores', 'dots', 'values'),
      (name, scheme) => {
        expect(isLegacyMetricName(escapeName(name, scheme))).toBe(true);
        expect(isLegacyMetricName(escapeMetricName(name, scheme))).toBe(true);
        expect(isLegacyLabelName(escapeLabelName(name, scheme))).toBe(true);
      },
    ),
  );
});

test('whatever a name is, it can be read back from its values', () => {
  fc.assert(
    fc.property(notEscapedYet, (name) => {
      expect(unescapeValues(escapeName(name, 'values'))).toBe(name.toWellFormed());
      expect(unescapeValues(escapeLabelName(name, 'values'))).toBe(name.toWellFormed());
    }),
  );
});

test('whatever two names are, they have different values', () => {
  fc.assert(
    fc.property(notEscapedYet, notEscapedYet, (a, b) => {
      fc.pre(a.toWellFormed() !== b.toWellFormed());
      expect(escapeName(a, 'values')).not.toBe(escapeName(b, 'values'));
    }),
  );
});
