import { expect, test } from 'vitest';
import { alertAt } from '../../testing/fixtures.ts';
import { headline, type Situation } from './headline.ts';

const NOW = Date.UTC(2026, 0, 1);
const WATCHDOG = alertAt(NOW, { alertname: 'Watchdog', severity: 'none' });
const QUIET: Situation = {
  phase: 'ready',
  firing: [WATCHDOG],
  leftOut: 0,
  sources: [],
  mirrorTrouble: null,
  objectives: [],
};
const DOWN = alertAt(NOW);
const SLOW = alertAt(NOW, {
  alertname: 'HighLatency',
  severity: 'warning',
  service: '',
  startsAt: new Date(NOW - 60_000).toISOString(),
});

const said = (situation: Partial<Situation>) => {
  const { text, tone } = headline({ ...QUIET, ...situation }, NOW);
  return [text.replaceAll('\u00a0', ' '), tone];
};

test('all is quiet only where nothing fires, and one would hear of it', () => {
  expect(said({})).toEqual(['All quiet: no alert fires.', 'good']);
  expect(said({ firing: [] })).toEqual([
    'No alert is known, but no Alertmanager has been heard of.',
    'unknown',
  ]);
});

test('what fires comes first, the severest before others', () => {
  expect(said({ firing: [SLOW, WATCHDOG] })).toEqual(['1 alert fires: HighLatency since 1 min.', 'warning']);
  expect(said({ firing: [SLOW, DOWN, WATCHDOG] })).toEqual([
    '2 alerts fire: ApiDown (demo-api) since 12 min, HighLatency since 1 min.',
    'bad',
  ]);
});

test('of many alerts the first three are named', () => {
  const many = ['A', 'B', 'C', 'D', 'E'].map((service) => alertAt(NOW, { service }));

  expect(said({ firing: many })[0]).toBe(
    '5 alerts fire: ApiDown (A) since 12 min, ApiDown (B) since 12 min, ApiDown (C) since 12 min and 2 more.',
  );
  expect(said({ firing: [DOWN], leftOut: 40 })[0]).toBe(
    '41 alerts fire: ApiDown (demo-api) since 12 min and 40 more.',
  );
});

test('alerts of which no more is known than that they fire are not played down', () => {
  expect(said({ firing: [SLOW], leftOut: 40 })).toEqual([
    '41 alerts fire: HighLatency since 1 min and 40 more.',
    'bad',
  ]);
  // All that are known are drills.
  expect(said({ firing: [{ ...DOWN, drill: 'tuesday' }, WATCHDOG], leftOut: 3 })).toEqual([
    '3 alerts fire: see /v1/alerts.',
    'bad',
  ]);
});

test('a drill is no alert', () => {
  expect(said({ firing: [WATCHDOG, { ...DOWN, drill: 'tuesday' }] })).toEqual([
    'All quiet: no alert fires.',
    'good',
  ]);
});

test('what does not work is said, with alerts and without', () => {
  const sources = [
    { id: 'access', trouble: null },
    { id: 'db', trouble: 'It refuses.' },
  ];

  expect(said({ sources })).toEqual(['No alert fires, but: 1 source does not work (db).', 'warning']);
  expect(said({ sources, firing: [SLOW], mirrorTrouble: 'No credentials.' })).toEqual([
    '1 alert fires: HighLatency since 1 min. 1 source does not work (db). Nothing reaches CloudWatch.',
    'warning',
  ]);
});

test('while a source that a reload has begun catches up, there are no numbers, and nothing is called quiet', () => {
  const sources: Situation['sources'] = [
    { id: 'access', trouble: null, state: 'up' },
    { id: 'db', trouble: null, state: 'catching up' },
  ];

  expect(said({ sources })).toEqual([
    '1 source catches up (db). Until then no numbers are known.',
    'unknown',
  ]);
  expect(said({ sources, firing: [SLOW] })[1]).toBe('warning');
});

test('nothing is called quiet while a budget is spent, though no alert fires any more', () => {
  const of = (objective: string, remaining: number | null) => ({ objective, service: 'demo-api', remaining });

  expect(said({ objectives: [of('availability', 0), of('latency', 0.001), of('orders', null)] })).toEqual([
    'No alert fires, but: 1 error budget is spent (availability of demo-api).',
    'warning',
  ]);
  expect(
    said({ objectives: ['a', 'b', 'c', 'd'].map((name) => of(name, -2)), mirrorTrouble: 'No.' }),
  ).toEqual([
    'No alert fires, but: Nothing reaches CloudWatch. 4 error budgets are spent (a of demo-api, b of demo-api, c of demo-api, …).',
    'warning',
  ]);
});

test('while the exporter catches up or stops, nothing is called quiet', () => {
  expect(said({ phase: 'catching up' })).toEqual([
    'Catching up with what happened while the exporter was down: numbers are not complete yet.',
    'unknown',
  ]);
  expect(said({ phase: 'stopping' })).toEqual(['The exporter is stopping.', 'warning']);
});
