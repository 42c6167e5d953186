import { expect, test } from 'vitest';
import { alertAt } from '../../testing/fixtures.ts';
import { dashboardAddress, silenceAddress, webAddress } from './links.ts';

test('only addresses of http and https become links', () => {
  const bad = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/path',
    'http://',
    '',
  ];

  expect(bad.map(webAddress)).toEqual(bad.map(() => null));
  expect(webAddress('HTTPS://wiki.example/x')).toBe('HTTPS://wiki.example/x');
  expect([webAddress(null), webAddress(undefined)]).toEqual([null, null]);
});

test('the link to silence an alert has all its labels, whatever is in them', () => {
  const alert = alertAt(0, { labels: { alertname: 'ApiDown', service: 'a "b" & c' } });
  const address = silenceAddress('http://alertmanager:9093/', alert) ?? '';

  expect(address.startsWith('http://alertmanager:9093/#/silences/new?filter=')).toBe(true);
  expect(decodeURIComponent(address.split('filter=')[1] ?? '')).toBe(
    '{alertname="ApiDown", service="a \\"b\\" & c"}',
  );
  expect(silenceAddress(null, alert)).toBe(null);
});

test('the link to a dashboard names the service', () => {
  expect(dashboardAddress('http://grafana:3000', 'a&b')).toBe(
    'http://grafana:3000/d/goldwatch-golden-signals?var-service=a%26b',
  );
  expect(dashboardAddress(null, 'a')).toBe(null);
});

test('half a character in a name, which JSON may have, breaks no link', () => {
  expect(dashboardAddress('http://grafana:3000', 'a\ud800')).toBe(
    'http://grafana:3000/d/goldwatch-golden-signals?var-service=a%EF%BF%BD',
  );
  const alert = alertAt(0, { labels: { 'a\udc00': 'b\ud800' } });
  expect(silenceAddress('http://alertmanager:9093', alert)).toBe(
    'http://alertmanager:9093/#/silences/new?filter=%7Ba%EF%BF%BD%3D%22b%5Cud800%22%7D',
  );
});
