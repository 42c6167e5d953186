import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { load } from './testing.ts';

const text = readFileSync(new URL('../monitoring.yml', import.meta.url), 'utf8');

/** The definition of the repository, with a section that is commented out. */
function withSection(name: string): string {
  const lines = text.split('\n');
  const from = lines.indexOf(`# ${name}:`);
  return lines
    .map((line, index) => (from !== -1 && index >= from ? line.replace(/^# /, '') : line))
    .join('\n');
}

test('the definition of the repository mirrors nothing', () => {
  expect(load(text).mirror).toEqual({});
});

test('its example of a mirror is right as soon as it is no comment', () => {
  expect(load(withSection('mirror')).mirror.cloudwatch).toMatchObject({
    namespace: 'Demo/Api',
    region: 'eu-central-1',
    dimensions: { service: 'demo-api' },
    select: [
      { series: 'http_request_duration_seconds', dimensions: ['route'] },
      { series: 'http_requests_total{status=~"5.."}', name: 'ServerErrors', idle: 'zero' },
    ],
    budget: { metrics: 100 },
  });
});
