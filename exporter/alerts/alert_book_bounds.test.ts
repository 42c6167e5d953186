import { expect, test } from 'vitest';
import { alert, bookUnderTest, over } from './testing.ts';

const MINUTE = 60_000;

test('alerts beyond the ten thousandth are counted, and one line says so', async () => {
  const { receive, log, firing, series } = bookUnderTest();
  const many = Array.from({ length: 10_002 }, (_, index) => alert('Many', { fingerprint: `many-${index}` }));

  receive(many, 0);
  receive(many, MINUTE);

  expect(await firing()).toEqual({ 'Many/critical/demo-api': 10_000 });
  expect(await series('goldwatch_alerts_dropped_total')).toEqual({ '': 4 });
  const full =
    'More alerts fire than a notification or the exporter holds; those beyond are only counted, in goldwatch_alerts_dropped_total.';
  expect(log.messages().filter((message) => message !== 'Many is firing.')).toEqual([full]);
  expect(log.lines).toHaveLength(10_001);

  receive([over('Other'), { ...over('Many'), fingerprint: 'many-0' }, alert('New')], MINUTE + 1);
  expect(await firing()).toEqual({
    'Many/critical/demo-api': 9_999,
    'New/critical/demo-api': 1,
    'Other/critical/demo-api': 0,
  });
});

test('names never seen again leave nothing behind, however many there are', async () => {
  const { receive, forget, firing } = bookUnderTest();
  for (let round = 0; round < 30; round += 1) {
    const names = Array.from({ length: 1_000 }, (_, index) => `Name${round}x${index}`);
    receive(
      names.map((name) => alert(name)),
      round * MINUTE,
    );
    receive(
      names.map((name) => over(name)),
      round * MINUTE + 1,
    );
  }
  expect(Object.keys(await firing()).length).toBeLessThanOrEqual(10_000);

  forget(60 * MINUTE);

  expect(await firing()).toEqual({});
});

test('what Alertmanager leaves out of a notification is counted, and one line says so', async () => {
  const { receive, log, series } = bookUnderTest();

  for (let minute = 0; minute < 30; minute += 1) receive([alert('Many')], minute * MINUTE, 500);

  expect(await series('goldwatch_alerts_dropped_total')).toEqual({ '': 15_000 });
  expect(log.messages()).toHaveLength(2);
});

test('names without end are cut in the gauge, and broken ones mended', async () => {
  const { receive, firing } = bookUnderTest();

  receive(
    [
      alert('a'.repeat(10_000)),
      alert(`${'b'.repeat(255)}😀`),
      alert('\ud800', { labels: { alertname: '\ud800' } }),
      alert('\udfff', { labels: { alertname: '\udfff' } }),
      alert('none', { labels: {} }),
    ],
    0,
  );

  expect(await firing()).toEqual({
    [`${'a'.repeat(256)}/critical/demo-api`]: 1,
    [`${'b'.repeat(255)}\ufffd/critical/demo-api`]: 1,
    '\ufffd//': 2,
    '//': 1,
  });
});
