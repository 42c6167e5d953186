import { expect, test } from 'vitest';
import { negotiateFormat } from '../negotiate.ts';
import { formatOfContentType, formatOfPage } from './content_type.ts';

test.each([
  ['text/plain', 'text'],
  ['text/plain; version=0.0.4; charset=utf-8', 'text'],
  ['Text/Plain;Version="1.0.0";escaping=allow-utf-8', 'text'],
  ['application/openmetrics-text; version=1.0.0; charset=utf-8', 'openmetrics'],
  ['application/openmetrics-text;version=0.0.1', 'openmetrics'],
  ['application/openmetrics-text', 'openmetrics'],
  ['application/openmetrics-text; version=2.0.0', null],
  ['text/plain; version=0.0.5', null],
  ['text/html', null],
  ['application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited', null],
  ['application/json, text/plain', null],
  ['', null],
  [null, null],
])('the content type %j is that of %s', (header, format) => {
  expect(formatOfContentType(header)).toBe(format);
});

test('what goes out is known by its content type', () => {
  expect(formatOfContentType(negotiateFormat('text/plain').contentType)).toBe('text');
  expect(formatOfContentType(negotiateFormat('application/openmetrics-text').contentType)).toBe(
    'openmetrics',
  );
});

test.each([
  ['x 1\n# EOF\n', 'openmetrics'],
  ['x 1\n# EOF', 'openmetrics'],
  ['# EOF\n', 'openmetrics'],
  ['# EOF', 'openmetrics'],
  ['x{a="\\n# EOF', 'text'],
  ['x 1\n# EOF\n\n', 'text'],
  ['x 1\n', 'text'],
  ['', 'text'],
])('the page %j is %s', (page, format) => {
  expect(formatOfPage(page)).toBe(format);
});
