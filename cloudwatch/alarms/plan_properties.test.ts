import fc from 'fast-check';
import { expect, test } from 'vitest';
import { objectiveAlerts } from '../../conventions/objectives.ts';
import { load } from '../testing.ts';
import type { AlarmPlan } from './alarm.ts';
import { planAlarms } from './plan.ts';
import { RULE_LIMITS } from './rollup.ts';
import { namedIn } from './rule.ts';
import { tooLong } from './timing.ts';

// A definition takes some milliseconds to be read.
const RUNS = { numRuns: 50 };
const SERVICES = ['shop', 'till', 'Abc', 'Abc-Def'];
const FORMS = [
  'signal: error_ratio, above: 5%',
  'signal: latency, above: 2s',
  'signal: traffic, below: 1',
  'signal: saturation, resource: cpu, above: 80%',
  'metric: http_requests_total, above: 10, window: 90m',
  'metric: http_requests_total, by: [route], match: { route: [Def, /a, /b] }, above: 10',
  'metric: http_requests_total, by: [route], above: 10',
  'promql: vector(1), above: 0',
  'aws: { namespace: AWS/Lambda, metric: Errors, above: 5 }',
];
const OBJECTIVES = [
  'signal: availability, target: 99.9%',
  'signal: latency, threshold: 1s, target: 95%, window: 90d',
  'signal: traffic, at_least: 1, target: 99%',
  'total: http_requests_total, bad: \'http_requests_total{status="404"}\', target: 99%',
];

const alert = fc.record({
  name: fc.constantFrom('Abc', 'Def', 'AbcDef', 'ServiceDown', 'ServiceState', 'ExporterSilent'),
  severity: fc.constantFrom('critical', 'warning', 'info'),
  form: fc.constantFrom(...FORMS),
  wait: fc.constantFrom('0s', '5m', '12h', '3d'),
  service: fc.option(fc.constantFrom(...SERVICES)),
});
const definition = fc.record({
  sources: fc.uniqueArray(
    fc.record({
      service: fc.constantFrom(...SERVICES),
      kind: fc.constantFrom('logs', 'exporter', 'prometheus'),
    }),
    { selector: ({ service }) => service, minLength: 1, maxLength: 4 },
  ),
  alerts: fc.uniqueArray(alert, { selector: ({ name }) => name, maxLength: 6 }),
  objectives: fc.uniqueArray(fc.constantFrom(...OBJECTIVES), { maxLength: 3 }),
  isMirrored: fc.boolean(),
  suppress: fc.boolean(),
});
type Pieces = typeof definition extends fc.Arbitrary<infer P> ? P : never;

function textOf({ sources, alerts, objectives, isMirrored, suppress }: Pieces): string {
  const watched = new Set(sources.map(({ service }) => service));
  const golden = 'golden_signals: { method: $.m, path: $.p, status: $.s, duration_ms: $.d }';
  return `
service: { name: ${sources[0]?.service}, environment: production }
sources:
${sources
  .map(({ service, kind }, index) =>
    kind === 'logs'
      ? `  - { type: logs, name: s${index}, service: ${service}, files: [a${index}], ${golden} }`
      : `  - { type: scrape, name: s${index}, service: ${service}, targets: ["http://127.0.0.1:${8000 + index}/metrics"], golden_signals: fastapi, via: ${kind} }`,
  )
  .join('\n')}
${isMirrored ? 'mirror: { cloudwatch: { namespace: Shop/Api, region: eu-central-1 } }' : ''}
cloudwatch: { suppress: ${suppress}, resources: { lambda: [Def, resize] } }
objectives:
${objectives.map((one, index) => `  - { name: promise_${index}, ${one} }`).join('\n')}
alerts:
${alerts
  .map(({ name, severity, form, wait, service }) => {
    const its =
      service !== null && watched.has(service) && !form.startsWith('promql') ? `, service: ${service}` : '';
    const at = form.startsWith('aws') && wait === '3d' ? '5m' : wait;
    return `  - { name: ${name}, severity: ${severity}, summary: Bad., for: ${at}, ${form}${its} }`;
  })
  .join('\n')}
`;
}

/** A plan, with the definition that it is of. */
function planOf(pieces: Pieces) {
  const read = load(textOf(pieces));
  return { read, plan: planAlarms(read) };
}

const repeated = (texts: readonly string[]) => texts.filter((text, index) => texts.indexOf(text) < index);

test('names and logical identifiers are unique, whatever alerts, services and resources are called', () => {
  fc.assert(
    fc.property(definition, (pieces) => {
      const { alarms } = planOf(pieces).plan;
      expect(repeated(alarms.map(({ name }) => name))).toEqual([]);
      expect(repeated(alarms.map(({ logicalId }) => logicalId))).toEqual([]);
      for (const { name, logicalId, description } of alarms) {
        expect(name.length).toBeLessThanOrEqual(255);
        expect(logicalId).toMatch(/^[A-Za-z0-9]{1,255}$/);
        expect(description.length).toBeLessThanOrEqual(1024);
      }
    }),
    RUNS,
  );
});

test('every alert and every alert of an objective is there or absent with a reason, and never neither', () => {
  fc.assert(
    fc.property(definition, (pieces) => {
      const { read, plan } = planOf(pieces);
      const told = toldIn(plan);
      for (const { name } of read.alerts) expect(told).toContain(name);
      for (const { name, signal } of read.objectives) {
        const { page, ticket, unknown } = objectiveAlerts(name);
        for (const one of signal === 'traffic' ? [page, ticket] : [page, ticket, unknown]) {
          expect(told).toContain(one);
        }
      }
    }),
    RUNS,
  );
});

function toldIn({ alarms, absent }: AlarmPlan): string[] {
  const own = alarms.filter(({ notifies, origin }) => notifies && origin !== null);
  return [...own, ...absent].map(({ alert: name }) => name);
}

test('each service of which requests are counted has its alarm of an alert on errors, or is said not to have it', () => {
  fc.assert(
    fc.property(definition, (pieces) => {
      const { read, plan } = planOf({ ...pieces, isMirrored: true });
      const services = new Set(read.sources.map(({ service }) => service));
      for (const one of read.alerts) {
        if (one.signal !== 'error_ratio' || one.service !== undefined) continue;
        const its = [...plan.alarms.filter(({ notifies }) => notifies), ...plan.absent]
          .filter(({ alert: name, origin }) => name === one.name && origin !== null)
          .map(({ service }) => service);
        expect(its.toSorted()).toEqual([...services].toSorted());
      }
    }),
    RUNS,
  );
});

test('a composite alarm comes after all that it speaks of, and no alarm is more than CloudWatch takes', () => {
  fc.assert(
    fc.property(definition, (pieces) => {
      const { alarms } = planOf(pieces).plan;
      const before = new Set<string>();
      for (const alarm of alarms) {
        if (alarm.kind === 'composite') {
          const names = [
            ...namedIn(alarm.rule),
            ...(alarm.suppressor === null ? [] : [alarm.suppressor.alarm]),
          ];
          expect(names.filter((name) => !before.has(name))).toEqual([]);
          expect(names.length).toBeLessThanOrEqual(RULE_LIMITS.alarms + 1);
        } else {
          expect(tooLong(alarm)).toBeNull();
          expect(alarm.datapointsToAlarm).toBeLessThanOrEqual(alarm.evaluationPeriods);
        }
        before.add(alarm.name);
      }
    }),
    RUNS,
  );
});

test('a difference is told of an alarm that is there', () => {
  fc.assert(
    fc.property(definition, (pieces) => {
      const { alarms, deviations } = planOf(pieces).plan;
      const names = new Set(alarms.map(({ name }) => name));
      expect(deviations.filter(({ alarm }) => !names.has(alarm))).toEqual([]);
    }),
    RUNS,
  );
});
