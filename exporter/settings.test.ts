import { expect, test } from 'vitest';
import { exporterSettings, sourceSettings } from './settings.ts';

test('everything has a default', () => {
  expect(exporterSettings.parse({})).toEqual({
    listen: '127.0.0.1:9464',
    access: { metrics: 'either', events: 'either', alerts: 'either', page: 'either' },
    http_config: {},
    max_connections: 512,
    series_limit: 100_000,
    expire_after: {},
    created_series: true,
    native_histograms: { schema: 3, max_buckets: 160 },
    state_dir: './state',
    scrape_interval: 15_000,
  });
});

test.each(['127.0.0.1:0', '0.0.0.0:65535', '[::]:9464', '[::ffff:10.0.0.1]:1', 'exporter.example.com:9464'])(
  'listens on %s if told to',
  (listen) => {
    expect(exporterSettings.parse({ listen })).toMatchObject({ listen });
  },
);

test.each([
  [{ listen: '9464' }, 'an address and port such as 127.0.0.1:9464'],
  [{ listen: ':9464' }, 'an address and port such as 127.0.0.1:9464'],
  [{ listen: '::1:9464' }, 'an address and port such as 127.0.0.1:9464'],
  [{ listen: 'http://127.0.0.1:9464' }, 'an address and port such as 127.0.0.1:9464'],
  [{ listen: '127.0.0.1:9464\n' }, 'an address and port such as 127.0.0.1:9464'],
  [{ listen: 9464 }, 'an address and port such as 127.0.0.1:9464'],
  [{ listen: '127.0.0.1:65536' }, 'a port up to 65535'],
  [{ token_file: '' }, 'the path of a file that holds the token'],
  [{ series_limit: 99 }, 'at least 100 series'],
  [{ series_limit: 100.5 }, 'a whole number of series'],
  [{ expire_after: '1h' }, 'Invalid input: expected object, received string'],
  [{ expire_after: { gauges: '59s' } }, 'at least 1m'],
  [{ expire_after: { counters: 'a day' } }, 'a duration such as "30s", "5m" or "1h30m"'],
  [{ created_series: 'no' }, 'true or false'],
  [{ state_dir: '' }, 'a directory'],
])('%j is none of the exporter’s settings; wanted is %s', (settings, wanted) => {
  expect(exporterSettings.safeParse(settings).error?.issues.map(({ message }) => message)).toEqual([wanted]);
});

test('unknown keys and unknown types of sources are refused', () => {
  expect(exporterSettings.safeParse({ port: 9464 }).error?.issues).toMatchObject([
    { code: 'unrecognized_keys', keys: ['port'] },
  ]);
  expect(sourceSettings.safeParse({ type: 'nonsense' }).error?.issues).toMatchObject([
    { code: 'invalid_union', path: ['type'] },
  ]);
});
