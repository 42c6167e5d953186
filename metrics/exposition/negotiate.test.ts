import fc from 'fast-check';
import { expect, test } from 'vitest';
import { negotiateFormat } from './negotiate.ts';

const OPEN_METRICS: readonly (readonly [who: string, accept: string])[] = [
  [
    'Prometheus 2.42',
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
  ],
  [
    'Prometheus 2.42 with native histograms',
    'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
  ],
  [
    'Prometheus 3',
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
  ],
  [
    'Prometheus 3 with native histograms',
    'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
  ],
  ['Prometheus 2.5', 'application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'],
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
];

const TEXT: readonly (readonly [who: string, accept: string | undefined])[] = [
  ['nobody', undefined],
  ['nothing', ''],
  ['commas and semicolons', ',;,;;=,'],
  ['curl', '*/*'],
  ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'],
  ['text of any kind', 'text/*'],
  ['text 0.0.4', 'text/plain;version=0.0.4'],
  ['text without a version', 'text/plain'],
  ['text, and OpenMetrics less', 'text/plain,application/openmetrics-text;q=0.9'],
  ['the same q, and text earlier', 'text/plain;q=0.5,application/openmetrics-text;q=0.5'],
  ['anything, and OpenMetrics less', '*/*,application/openmetrics-text;q=0.9'],
  ['a newer OpenMetrics', 'application/openmetrics-text;version=2.0.0'],
  [
    'a newer OpenMetrics and a newer text',
    'application/openmetrics-text;version=2.0.0,text/plain;version=1.0.0;q=0.9',
  ],
  ['OpenMetrics refused', 'application/openmetrics-text;q=0'],
  ['OpenMetrics refused in decimals', 'application/openmetrics-text;q=0.000'],
  ['a q that is none', 'application/openmetrics-text;q=high'],
  ['an empty q', 'application/openmetrics-text;q='],
  ['a negative q', 'application/openmetrics-text;q=-1'],
  ['a q of a computer', 'application/openmetrics-text;q=0x1'],
  ['a q beyond all', 'application/openmetrics-text;q=Infinity'],
  ['JSON', 'application/json'],
  ['a type that only looks alike', 'application/openmetrics-text-2'],
  ['any application', 'application/*'],
  ['protobuf', 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited'],
];

test.each(OPEN_METRICS)('%s gets OpenMetrics', (_who, accept) => {
  expect(negotiateFormat(accept)).toBe('openmetrics');
});

test.each(TEXT)('%s gets text', (_who, accept) => {
  expect(negotiateFormat(accept)).toBe('text');
});

test('whatever is accepted, there is an answer, and OpenMetrics only for who named it', () => {
  const piece = fc.constantFrom(
    ...[
      'application/openmetrics-text',
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
    ],
  );
  const accept = fc.oneof(
    fc.string(),
    fc.array(piece).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(accept, (header) => {
      const format = negotiateFormat(header);
      expect(['text', 'openmetrics']).toContain(format);
      if (format === 'openmetrics') expect(header).toContain('application/openmetrics-text');
    }),
    { numRuns: 500 },
  );
});
