import { expect, test } from 'vitest';
import { SATURATION_RATIO } from '../../conventions/metrics.ts';
import { alert } from '../alerts/testing.ts';
import { Producer, statusUnderTest } from './testing.ts';
import type { ServiceView } from './view.ts';

const OF_PROMETHEUS: ServiceView = {
  service: 'shop',
  traffic: 40,
  errorRatio: 0.5,
  p50: 0.1,
  p95: 0.2,
  p99: 0.3,
  saturation: { cpu: 0.9, disk: 0.4 },
  readBy: 'prometheus',
};

test('of a service that Prometheus reads, too, what is counted here is not shown as the whole', async () => {
  const { registry, status, ticks } = statusUnderTest({ servicesOfPrometheus: () => [OF_PROMETHEUS] });
  await ticks();
  new Producer(registry).request('shop', '/', { times: 5 });
  registry.scope().gauge(SATURATION_RATIO).labels({ service: 'shop', resource: 'cpu' }).set(0.25);
  await ticks();

  expect(status.view().services).toEqual([{ ...OF_PROMETHEUS, saturation: { cpu: 0.25, disk: 0.4 } }]);
  const { text } = await status.history('1h', 'identity');
  const { shop } = JSON.parse(text.toString()).services;
  expect(shop.traffic.filter((point: number | null) => point !== null)).toEqual([]);
  expect(shop.saturation.cpu.at(-1)).toBe(0.25);
});

test('services are listed by name, whoever reads them, and goldwatch itself last', async () => {
  const { registry, status, ticks } = statusUnderTest({ servicesOfPrometheus: () => [OF_PROMETHEUS] });
  await ticks();
  for (const service of ['zoo', 'goldwatch', 'api']) new Producer(registry).request(service, '/');
  await ticks();

  expect(status.view().services.map(({ service }) => service)).toEqual(['api', 'shop', 'zoo', 'goldwatch']);
});

test('of more alerts than are told, the severest are, and the others are counted', () => {
  const { book, status } = statusUnderTest();
  const named = (severity: string, index: number) =>
    alert(`${severity}${index}`, { labels: { alertname: `${severity}${index}`, severity } });
  const mild = Array.from({ length: 300 }, (_, index) => named('warning', index));
  book.receive([...mild, named('critical', 1), named('sev1', 2)], 0);

  const { alerts, alertsLeftOut } = status.view();

  expect(alerts.firing).toHaveLength(200);
  expect(alerts.firing.slice(0, 3).map(({ alertname }) => alertname)).toEqual([
    'critical1',
    'sev12',
    'warning0',
  ]);
  expect(alertsLeftOut).toEqual({ firing: 102, recent: 0 });
});
