import { expect, test } from 'vitest';
import { alert, bookUnderTest, over } from './testing.ts';

const MINUTE = 60_000;

test('an alert is a gauge of 1 and a warning while it fires, and 0 and a line when it is over', async () => {
  const { receive, log, firing, series } = bookUnderTest();

  receive([alert('ApiDown')], 0);
  expect(await firing()).toEqual({ 'ApiDown/critical/demo-api': 1 });
  receive([over('ApiDown')], MINUTE);
  expect(await firing()).toEqual({ 'ApiDown/critical/demo-api': 0 });

  const common = {
    event: 'alert',
    alertname: 'ApiDown',
    severity: 'critical',
    service: 'demo-api',
    labels: { alertname: 'ApiDown', severity: 'critical', service: 'demo-api' },
    annotations: { summary: 'ApiDown!' },
    startsAt: '2026-01-01T00:00:00Z',
    fingerprint: 'ApiDown',
  };
  expect(log.lines).toEqual([
    { ...common, level: 40, time: expect.any(Number), status: 'firing', msg: 'ApiDown is firing.' },
    {
      ...common,
      level: 30,
      time: expect.any(Number),
      status: 'resolved',
      endsAt: '2026-01-01T00:05:00Z',
      msg: 'ApiDown is resolved.',
    },
  ]);
  expect(await series('goldwatch_alert_notifications_total')).toEqual({ firing: 1, resolved: 1 });
});

test('an alert of severity info is no warning', () => {
  const { receive, log } = bookUnderTest();

  receive([alert('Watchdog', { labels: { alertname: 'Watchdog', severity: 'info' } })], 0);

  expect(log.messages('info')).toEqual(['Watchdog is firing.']);
  expect(log.messages('warn')).toEqual([]);
});

test('what Alertmanager repeats, also when two of them send the same, is not told again', async () => {
  const { receive, log, firing, series } = bookUnderTest();

  for (let minute = 0; minute < 60; minute += 1) receive([alert('ApiDown')], minute * MINUTE);
  receive([over('ApiDown')], 60 * MINUTE);
  receive([over('ApiDown')], 61 * MINUTE);

  expect(log.messages()).toEqual(['ApiDown is firing.', 'ApiDown is resolved.']);
  expect(await firing()).toEqual({ 'ApiDown/critical/demo-api': 0 });
  expect(await series('goldwatch_alert_notifications_total')).toEqual({ firing: 60, resolved: 2 });
});

test('an alert that fires again is told again', async () => {
  const { receive, log, firing } = bookUnderTest();

  receive([alert('ApiDown')], 0);
  receive([over('ApiDown')], 1);
  receive([alert('ApiDown')], 2);

  expect(log.messages()).toEqual(['ApiDown is firing.', 'ApiDown is resolved.', 'ApiDown is firing.']);
  expect(await firing()).toEqual({ 'ApiDown/critical/demo-api': 1 });
});

test('alerts that differ in other labels add up in one gauge', async () => {
  const { receive, firing } = bookUnderTest();

  receive([alert('Slow', { fingerprint: 'a' }), alert('Slow', { fingerprint: 'b' })], 0);
  expect(await firing()).toEqual({ 'Slow/critical/demo-api': 2 });
  receive([{ ...over('Slow'), fingerprint: 'a' }], 1);
  expect(await firing()).toEqual({ 'Slow/critical/demo-api': 1 });
});

test('an alert that Alertmanager has not mentioned for ten minutes no longer counts as firing, which is logged', async () => {
  const { receive, forget, log, firing } = bookUnderTest();
  receive([alert('Silenced')], 0);

  forget(10 * MINUTE);
  expect(await firing()).toEqual({ 'Silenced/critical/demo-api': 1 });
  forget(10 * MINUTE + 1);

  expect(await firing()).toEqual({});
  expect(log.lines.at(-1)).toMatchObject({
    level: 30,
    event: 'alert_forgotten',
    alertname: 'Silenced',
    severity: 'critical',
    service: 'demo-api',
    fingerprint: 'Silenced',
    msg: 'Nothing was heard of Silenced for ten minutes; it no longer counts as firing.',
  });
  receive([alert('Silenced')], 11 * MINUTE);
  expect(log.messages().at(-1)).toBe('Silenced is firing.');
});

test('the gauge of an alert that is over stays at 0 for ten minutes, and then goes', async () => {
  const { receive, forget, log, firing } = bookUnderTest();
  receive([alert('ApiDown')], 0);
  receive([over('ApiDown')], MINUTE);

  forget(11 * MINUTE);
  expect(await firing()).toEqual({ 'ApiDown/critical/demo-api': 0 });
  forget(11 * MINUTE + 1);

  expect(await firing()).toEqual({});
  expect(log.messages(), 'which is no news').toHaveLength(2);
});
