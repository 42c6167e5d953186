import { expect, test } from 'vitest';
import { linksView } from './links.ts';
import { NO_STATUS_SETTINGS } from './status_settings.ts';

const NONE = NO_STATUS_SETTINGS.links;
const links = (prometheus: string | undefined, given = {}) =>
  linksView({ prometheus, status: { ...NO_STATUS_SETTINGS, links: { ...NONE, ...given } } });

test('links are those of notify.links', () => {
  const given = { grafana: 'https://g', prometheus: 'https://p', alertmanager: 'https://a' };

  expect(links(undefined)).toEqual(NONE);
  expect(links('http://127.0.0.1:9090', given)).toEqual(given);
});

test.each([
  ['http://127.0.0.1:9090', 'http://127.0.0.1:9090'],
  ['http://[::1]:9090', 'http://[::1]:9090'],
  ['http://localhost:9090/prometheus', 'http://localhost:9090/prometheus'],
  ['http://prometheus:9090', null],
])('the Prometheus of the exporter at %s is linked to as %s', (address, link) => {
  expect(links(address).prometheus).toBe(link);
});
