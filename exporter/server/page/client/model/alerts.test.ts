import { expect, test } from 'vitest';
import { alertAt } from '../../testing/fixtures.ts';
import { drills, isWatched, realAlerts, toneOf } from './alerts.ts';

const named = (alertname: string, severity: string, minutes: number) =>
  alertAt(0, { alertname, severity, startsAt: new Date(minutes * 60_000).toISOString() });

test('the severest alert comes first, of those the one that began last', () => {
  const firing = [
    named('Info', 'info', 9),
    named('Old', 'critical', 1),
    named('Page', 'page', 1),
    named('Warning', 'warning', 5),
    named('New', 'critical', 2),
  ];

  expect(realAlerts(firing).map(({ alertname }) => alertname)).toEqual([
    'New',
    'Old',
    'Warning',
    'Page',
    'Info',
  ]);
});

test('drills and the watchdog need nobody', () => {
  const drill = { ...named('ApiDown', 'critical', 1), drill: 'tuesday' };
  const watchdog = named('Watchdog', 'none', 1);

  expect(realAlerts([drill, watchdog])).toEqual([]);
  expect(drills([drill, watchdog])).toEqual([drill]);
  expect([isWatched([watchdog]), isWatched([drill]), isWatched([{ ...watchdog, drill: 'x' }])]).toEqual([
    true,
    false,
    false,
  ]);
});

test('a severity that nobody knows is not played down', () => {
  expect(['critical', 'error', 'warning', 'page', 'info', 'none'].map(toneOf)).toEqual([
    'bad',
    'bad',
    'warning',
    'warning',
    'info',
    'info',
  ]);
});
