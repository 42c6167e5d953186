import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ESCAPING_SCHEMES } from './escaping.ts';
import { negotiateFormat } from './negotiate.ts';

const PROTOBUF =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';
const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
const OPEN_METRICS_DRAFT = 'application/openmetrics-text; version=0.0.1; charset=utf-8';
const TEXT = 'text/plain; version=0.0.4; charset=utf-8';
const TEXT_1 = 'text/plain; version=1.0.0; charset=utf-8';

const ASKS_PROTOBUF = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily';

test.each([
  [
    'Prometheus 2.42',
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    'openmetrics',
    `${OPEN_METRICS}; escaping=underscores`,
  ],
  [
    'Prometheus 2.42 with native histograms',
    `${ASKS_PROTOBUF};encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`,
    'protobuf',
    `${PROTOBUF}; escaping=underscores`,
  ],
  [
    'Prometheus 3',
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
    'openmetrics',
    `${OPEN_METRICS}; escaping=allow-utf-8`,
  ],
  [
    'Prometheus 3 with native histograms',
    `${ASKS_PROTOBUF};encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1`,
    'protobuf',
    `${PROTOBUF}; escaping=underscores`,
  ],
  [
    'Prometheus 3 that scrapes the new text only',
    'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,*/*;q=0.5',
    'text',
    `${TEXT_1}; escaping=allow-utf-8`,
  ],
  [
    'Prometheus 3 that scrapes the old text only',
    'text/plain;version=0.0.4;q=0.6,*/*;q=0.5',
    'text',
    `${TEXT}; escaping=underscores`,
  ],
  [
    'Prometheus 2.5',
    'application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    'openmetrics',
    `${OPEN_METRICS_DRAFT}; escaping=underscores`,
  ],
  ['curl', '*/*', 'text', `${TEXT}; escaping=underscores`],
  ['nobody', undefined, 'text', `${TEXT}; escaping=underscores`],
])('%s is answered with the header that it can read', (_who, accept, format, contentType) => {
  expect(negotiateFormat(accept)).toMatchObject({ format, contentType });
});

// The cases of TestNegotiate, TestNegotiateIncludingOpenMetrics and TestNegotiateAccept in prometheus/common,
// `expfmt/encode_test.go`. Where those set the default escaping to `values`, the default here is expected.
test.each([
  [`${ASKS_PROTOBUF};encoding=delimited`, `${PROTOBUF}; escaping=underscores`],
  ['text/plain;version=0.0.4', `${TEXT}; escaping=underscores`],
  [`${ASKS_PROTOBUF};encoding=delimited; escaping=allow-utf-8;`, `${PROTOBUF}; escaping=allow-utf-8`],
  [`${ASKS_PROTOBUF};encoding=delimited; escaping=underscores;`, `${PROTOBUF}; escaping=underscores`],
  ['text/plain;version=0.0.4;', `${TEXT}; escaping=underscores`],
  ['text/plain;version=0.0.4; escaping=values;', `${TEXT}; escaping=values`],
  ['text/plain;version=0.0.4; escaping=allow-utf-8', `${TEXT}; escaping=allow-utf-8`],
  ['application/openmetrics-text', `${OPEN_METRICS_DRAFT}; escaping=underscores`],
  [
    'application/openmetrics-text;version=0.0.1; escaping=underscores',
    `${OPEN_METRICS_DRAFT}; escaping=underscores`,
  ],
  ['application/openmetrics-text;version=0.0.1', `${OPEN_METRICS_DRAFT}; escaping=underscores`],
  ['application/openmetrics-text;version=1.0.0', `${OPEN_METRICS}; escaping=underscores`],
  ['application/openmetrics-text;version=1.0.0; escaping=values;', `${OPEN_METRICS}; escaping=values`],
  ['application/openmetrics-text;version=2.0.0', `${TEXT}; escaping=underscores`],
  ['application/openmetrics-text;version=0.0.4', `${TEXT}; escaping=underscores`],
  [
    'application/openmetrics-text;version=1.0.0;q=0.8, application/openmetrics-text;version=2.0.0;q=0.9',
    `${OPEN_METRICS}; escaping=underscores`,
  ],
  ['*/*', `${TEXT}; escaping=underscores`],
  ['text/plain', `${TEXT}; escaping=underscores`],
  ['application/unknown', `${TEXT}; escaping=underscores`],
])('as with prometheus/common, %s is answered with %s', (accept, contentType) => {
  expect(negotiateFormat(accept).contentType).toBe(contentType);
});

test.each(['text', 'compact-text'])(
  'other than prometheus/common, protobuf in encoding=%s is not offered, since it is for debugging',
  (encoding) => {
    for (const escaping of ['', '; escaping=underscores;', '; escaping=allow-utf-8;']) {
      expect(negotiateFormat(`${ASKS_PROTOBUF};encoding=${encoding}${escaping}`).contentType).toBe(
        `${TEXT}; escaping=underscores`,
      );
    }
  },
);

test('other than prometheus/common, text 1.0.0 is answered as such, since 0.0.4 has no quoted names', () => {
  expect(negotiateFormat('text/plain;version=1.0.0;escaping=allow-utf-8')).toEqual({
    format: 'text',
    escaping: 'allow-utf-8',
    contentType: `${TEXT_1}; escaping=allow-utf-8`,
  });
});

test('other than prometheus/common, an escaping holds for its own format, not for one that is chosen instead', () => {
  expect(
    negotiateFormat(
      'application/openmetrics-text;version=2.0.0;escaping=allow-utf-8,text/plain;version=0.0.4;q=0.5',
    ).contentType,
  ).toBe(`${TEXT}; escaping=underscores`);
});

test('other than prometheus/common, a q of 0 refuses, and what is named with a lower q loses to a wildcard', () => {
  const refused = 'application/openmetrics-text;version=1.0.0;q=0';
  expect(negotiateFormat(refused).format).toBe('text');
  expect(negotiateFormat('*/*;q=0.9,application/openmetrics-text;q=0.5').format).toBe('text');
});

test.each([
  ['no version', 'application/openmetrics-text'],
  ['a quoted version', 'application/openmetrics-text;version="1.0.0"'],
  ['blanks everywhere', '  application/openmetrics-text ;  version = 1.0.0 ; q = 1 , text/plain'],
  ['capitals', 'Application/OpenMetrics-Text;Version=1.0.0;Q=0.9,text/plain;q=0.8'],
  ['a higher q, though later', 'text/plain;q=0.5,application/openmetrics-text;q=0.6'],
  ['the same q, and earlier', 'application/openmetrics-text;q=0.5,text/plain;q=0.5'],
  ['many decimals', 'text/plain;q=0.66666,application/openmetrics-text;q=0.66667'],
  ['the other one refused', 'text/plain;q=0,application/openmetrics-text;q=0.1'],
  ['a q of the other one that is none', 'text/plain;q=high,application/openmetrics-text;q=0.1'],
  ['a q of the other one that is too high', 'text/plain;q=2,application/openmetrics-text;q=0.1'],
])('OpenMetrics answers %s', (_which, accept) => {
  expect(negotiateFormat(accept).format).toBe('openmetrics');
});

test.each([
  ['capitals', 'Application/Vnd.Google.Protobuf;Proto=io.prometheus.client.metricfamily;Encoding=Delimited'],
  [
    'parameters in another order',
    `application/vnd.google.protobuf;encoding=delimited;q=1;${ASKS_PROTOBUF.split(';')[1]}`,
  ],
  ['a higher q', `text/plain;q=0.5,${ASKS_PROTOBUF};encoding=delimited;q=0.6`],
])('protobuf answers %s', (_which, accept) => {
  expect(negotiateFormat(accept).format).toBe('protobuf');
});

test.each([
  ['nothing', ''],
  ['commas and semicolons', ',;,;;=,'],
  ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'],
  ['text of any kind', 'text/*'],
  ['text without a version', 'text/plain'],
  ['text, and OpenMetrics less', 'text/plain,application/openmetrics-text;q=0.9'],
  ['the same q, and text earlier', 'text/plain;q=0.5,application/openmetrics-text;q=0.5'],
  ['a newer OpenMetrics', 'application/openmetrics-text;version=2.0.0'],
  [
    'a newer OpenMetrics and text',
    'application/openmetrics-text;version=2.0.0,text/plain;version=1.0.0;q=0.9',
  ],
  ['OpenMetrics refused in decimals', 'application/openmetrics-text;q=0.000'],
  ['a q that is none', 'application/openmetrics-text;q=high'],
  ['an empty q', 'application/openmetrics-text;q='],
  ['a negative q', 'application/openmetrics-text;q=-1'],
  ['a q of a computer', 'application/openmetrics-text;q=0x1'],
  ['a q beyond all', 'application/openmetrics-text;q=Infinity'],
  ['JSON', 'application/json'],
  ['a type that only looks alike', 'application/openmetrics-text-2'],
  ['any application', 'application/*'],
  ['names of JavaScript', '__proto__;version=toString,constructor;version=name'],
  ['protobuf that is not delimited', ASKS_PROTOBUF],
  ['protobuf of nothing', 'application/vnd.google.protobuf;encoding=delimited'],
  ['other protobuf', 'application/vnd.google.protobuf;proto=io.example.Family;encoding=delimited'],
])('text answers %s', (_which, accept) => {
  expect(negotiateFormat(accept).format).toBe('text');
});

test('an escaping that nobody knows is the default', () => {
  expect(negotiateFormat('text/plain;escaping=rot13').escaping).toBe('underscores');
});

test('whatever is accepted, there is an answer that says what it is, and only text for who named nothing else', () => {
  const piece = fc.constantFrom(
    'application/openmetrics-text',
    'application/vnd.google.protobuf',
    'proto=io.prometheus.client.MetricFamily',
    'encoding=delimited',
    'text/plain',
    '*/*',
    ',',
    ';',
    '=',
    '"',
    ' ',
    'q=0.5',
    'q=',
    'version=1.0.0',
    'escaping=values',
  );
  const accept = fc.oneof(
    fc.string(),
    fc.array(piece).map((all) => all.join('')),
    fc.array(piece).map((all) => all.join(';')),
  );
  const types = { text: 'text/plain', openmetrics: 'application/openmetrics-text', protobuf: PROTOBUF };
  fc.assert(
    fc.property(accept, (header) => {
      const { format, escaping, contentType } = negotiateFormat(header);
      expect(ESCAPING_SCHEMES).toContain(escaping);
      expect(contentType.startsWith(types[format])).toBe(true);
      expect(contentType.endsWith(`; escaping=${escaping}`)).toBe(true);
      if (format !== 'text') expect(header).toContain(types[format].split(';')[0]);
    }),
    { numRuns: 500 },
  );
});
