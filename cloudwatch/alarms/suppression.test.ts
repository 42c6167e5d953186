import { describe, expect, test } from 'vitest';
import { alarmCalled, inWords, load, planOfAlerts, SHOP } from '../testing.ts';
import type { CompositeAlarm } from './alarm.ts';
import { planAlarms } from './plan.ts';

const DOWN = '{ name: ApiDown, severity: critical, signal: error_ratio, above: 90%, summary: Down. }';
const ERRORS = '{ name: Errors, severity: warning, signal: error_ratio, above: 5%, summary: Errors. }';
const SLOW = '{ name: Slow, severity: warning, signal: latency, above: 2s, summary: Slow. }';
const STUCK = '{ name: Stuck, severity: critical, signal: latency, above: 20s, summary: Stuck. }';
const BUSY =
  '{ name: Busy, severity: warning, signal: saturation, resource: cpu, above: 80%, summary: Busy. }';
const BUSIER =
  '{ name: Busier, severity: critical, signal: saturation, resource: cpu, above: 95%, summary: Busier. }';
const FULL =
  '{ name: Full, severity: critical, signal: saturation, resource: memory, above: 95%, summary: Full. }';

/** What silences an alarm; null where nothing does. */
function suppressorOf(alerts: readonly string[], name: string, more = ''): CompositeAlarm['suppressor'] {
  const alarm = alarmCalled(planOfAlerts(alerts, more), `production-shop-${name}`);
  return alarm.kind === 'composite' ? alarm.suppressor : null;
}
const by = (name: string) => ({ alarm: `production-shop-${name}`, wait: 60, extension: 60 });

describe('a service that is down', () => {
  test('silences warnings of errors and latency, each of which becomes a composite alarm', () => {
    const plan = planOfAlerts([DOWN, ERRORS, SLOW]);
    expect(inWords(alarmCalled(plan, 'production-shop-ServiceDown'))).toBe(
      'ALARM("production-shop-ApiDown")',
    );
    expect(alarmCalled(plan, 'production-shop-Slow')).toMatchObject({
      kind: 'composite',
      notifies: true,
      rule: { alarm: 'production-shop-Slow-condition' },
      suppressor: by('ServiceDown'),
    });
    expect(alarmCalled(plan, 'production-shop-Slow-condition').notifies).toBe(false);
    expect(suppressorOf([DOWN, ERRORS, SLOW], 'Errors')).toEqual(by('ServiceDown'));
  });

  test('is so by the objective on availability, too, and then silences the ticket on it', () => {
    const plan = planAlarms(
      load(
        `${SHOP}\nobjectives: [{ name: promise, signal: availability, target: 99.9% }]\nalerts: [${DOWN}]`,
      ),
    );
    expect(inWords(alarmCalled(plan, 'production-shop-ServiceDown'))).toBe(
      'ALARM("production-shop-ApiDown") OR ALARM("production-shop-PromiseBudgetBurnsFast")',
    );
    expect(alarmCalled(plan, 'production-shop-PromiseBudgetBurnsSlowly')).toMatchObject({
      suppressor: by('ServiceDown'),
    });
  });

  test('silences nothing that is critical, nor what is about something else', () => {
    expect(suppressorOf([DOWN, STUCK, BUSY], 'Stuck')).toBeNull();
    expect(suppressorOf([DOWN, STUCK, BUSY], 'Busy')).toBeNull();
  });
});

test('a critical alarm silences warnings of the same signal, of the same resource', () => {
  expect(suppressorOf([STUCK, SLOW], 'Slow')).toEqual(by('Stuck'));
  expect(suppressorOf([BUSIER, FULL, BUSY], 'Busy')).toEqual(by('Busier'));
  expect(suppressorOf([FULL, BUSY], 'Busy')).toBeNull();
});

test('where several different alarms silence one, they are put together for it', () => {
  const plan = planOfAlerts([DOWN, STUCK, SLOW]);
  expect(inWords(alarmCalled(plan, 'production-shop-Slow-silence'))).toBe(
    'ALARM("production-shop-ApiDown") OR ALARM("production-shop-Stuck")',
  );
});

test('nothing is silenced where critical alarms reach nobody, and warnings do', () => {
  const warnings = 'notify: { slack: { webhook_file: a, channels: { warning: "#w" } } }';
  const both = 'notify: { slack: { webhook_file: a, channels: { warning: "#w", critical: "#c" } } }';
  expect(suppressorOf([DOWN, SLOW], 'Slow', warnings)).toBeNull();
  expect(suppressorOf([DOWN, SLOW], 'Slow', both)).toEqual(by('ServiceDown'));
});

test('`suppress: false` leaves all of it out', () => {
  const text = SHOP.replace('cloudwatch: {}', 'cloudwatch: { suppress: false }');
  const { alarms } = planAlarms(load(`${text}\nalerts: [${DOWN}, ${SLOW}]`));
  expect(alarms.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'production-shop-ExporterSilent metric',
    'production-shop-ApiDown metric',
    'production-shop-Slow metric',
    'production-shop-ServiceState composite',
  ]);
});
