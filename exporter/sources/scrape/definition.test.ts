import { expect, test } from 'vitest';
import { scrapeConfig, timeoutOf } from './definition.ts';
import { mappingOf, PRESET_NAMES, PRESETS } from './presets.ts';
import { shownAddress, targetsOf } from './targets.ts';

const TARGETS = ['http://127.0.0.1:8000/metrics'];

test('Prometheus scrapes every fifteen seconds, up to 64 MB and 100 000 samples, unless told otherwise', () => {
  expect(scrapeConfig.parse({ type: 'scrape', targets: TARGETS })).toEqual({
    type: 'scrape',
    targets: TARGETS,
    via: 'prometheus',
    interval: 15_000,
    expose: false,
    max_body: 64_000_000,
    sample_limit: 100_000,
  });
});

test.each([
  [{ interval: 15_000 }, 10_000],
  [{ interval: 5_000 }, 5_000],
  [{ interval: 60_000, timeout: 30_000 }, 30_000],
])('with %j a scrape may take %i ms', (config, expected) => {
  expect(timeoutOf({ timeout: undefined, ...config })).toBe(expected);
});

test.each(PRESET_NAMES)('the preset %s is a mapping that could be written by hand', (name) => {
  const { highest: _, ...duration } = mappingOf(name)?.duration ?? { highest: 0 };
  const written = { ...PRESETS[name], duration };

  const parsed = scrapeConfig.parse({ type: 'scrape', targets: TARGETS, golden_signals: written });

  expect(parsed.golden_signals).toEqual(written);
});

test('an instance is host and port, and the path where several pages share these', () => {
  const instances = (...addresses: readonly string[]) => targetsOf(addresses).map(({ instance }) => instance);

  expect(instances('http://a.example/metrics', 'https://a.example/metrics', 'http://[::1]:9000/m')).toEqual([
    'a.example:80',
    'a.example:443',
    '[::1]:9000',
  ]);
  expect(instances('http://a.example/x', 'http://a.example/x?y=1')).toEqual([
    'a.example:80/x',
    'a.example:80/x?y=1',
  ]);
});

test('an address is shown without its query, which may be a secret', () => {
  expect(shownAddress(new URL('https://a.example:8443/metrics?token=x'))).toBe(
    'https://a.example:8443/metrics',
  );
});
