import { expect, test } from 'vitest';
import { timeToFire } from '../../slo/burn_rate.ts';
import { WINDOWS } from '../../slo/windows.ts';
import { fired } from '../testing/fired.ts';
import { objections, type Scenario } from '../testing/rule_test.ts';

/** Availability of several services, scraped and evaluated this often. */
const availabilityOf = (services: readonly string[], interval: string) => `
service: { name: api }
exporter: { scrape_interval: ${interval} }
sources:
${services.map((service) => `  - { name: ${service}, service: ${service}, type: logs, files: [logs/*.json], golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms } }`).join('\n')}
objectives:
  - { name: availability, signal: availability, target: 99.9% }
`;

/** Requests of a service, as samples of the counters of good and of bad ones. */
const requests = (service: string, good: string, bad?: string): Scenario['series'] => ({
  [`http_requests_total{service="${service}", status="200"}`]: good,
  ...(bad !== undefined && { [`http_requests_total{service="${service}", status="503"}`]: bad }),
});

const labelsOf = (service: string) => ({
  service,
  sloth_service: service,
  sloth_slo: 'availability',
  sloth_id: `${service}-availability`,
});

function pageOf(service: string, value: string, description: string) {
  const { labels, annotations } = fired(
    service,
    'critical',
    { ...labelsOf(service), objective: 'availability', signal: 'availability', sloth_severity: 'page' },
    'The error budget of availability is spent so fast that it will not last.',
    description,
  );
  return { labels, annotations: { ...annotations, value: `${value}×`, threshold: '14.4×' } };
}

test('an outage pages after the time that the arithmetic has for it, and half the window of a rate', async () => {
  const [fastest] = WINDOWS['30d'].page;
  if (fastest === undefined) throw new Error('windows.yml has no page for 30d.');
  // With less of a history than this, the share of six hours would be above 6 times the budget before.
  const begins = 150 * 60;
  // 52 s; of the last two minutes, over which rates are taken, half is seen. Four evaluations later it is more than that.
  const seen = timeToFire(fastest, { badShare: 1, budget: 0.001 }) / 1000 + 120 / 2 - 30 / 2;
  const fires = begins + 30 * Math.ceil(seen / 30);
  const steps = begins / 30;

  expect(fires).toBe(begins + 120);
  expect(
    await objections(availabilityOf(['api'], '30s'), {
      ruleFiles: ['objectives.rules.yml'],
      interval: '30s',
      evaluationInterval: '30s',
      series: requests('api', `0+30x${steps} ${30 * steps}x10`, `0x${steps} 30+30x10`),
      alerts: [
        { at: `${fires - 30}s`, alert: 'AvailabilityBudgetBurnsFast', fires: [] },
        {
          at: `${fires}s`,
          alert: 'AvailabilityBudgetBurnsFast',
          // A quarter, a half, three quarters and all of the requests of 121 evaluations.
          fires: [
            pageOf(
              'api',
              '20.66',
              'api has spent the error budget of availability (99.9% over 30d) 20.66 times too fast over the last 1h. Nothing of it is left.',
            ),
          ],
        },
      ],
    }),
  ).toBe('');
});

const BEGINS = 30;
const LAST = 48;
/** What happens to services, one sample a minute; most of it after half an hour. */
const SERVICES: Readonly<Record<string, Scenario['series']>> = {
  // Nothing works any more.
  down: requests('down', `0+600x${BEGINS} ${600 * BEGINS}x20`, `0x${BEGINS} 600+600x20`),
  // One of ten requests fails.
  failing: requests('failing', `0+600x${BEGINS} ${600 * BEGINS + 540}+540x20`, `0x${BEGINS} 60+60x20`),
  // Nobody asks for anything, all the time.
  flat: requests('flat', `7x${LAST}`, `2x${LAST}`),
  // Nothing has ever failed, so that there is no series of failures.
  fine: requests('fine', `0+600x${LAST}`),
  // One request every five minutes, and one of them fails: 75 times too fast.
  stray: requests('stray', `1+0.2x${LAST}`, `0x${BEGINS} 1x20`),
  // One request a minute, and all of them fail.
  rare: requests('rare', `0+1x${BEGINS} ${BEGINS}x20`, `0x${BEGINS} 1+1x20`),
  // The counters are no longer there.
  gone: requests('gone', `0+600x${BEGINS} stale`),
  // No request was ever counted.
  never: {},
  // The process that counts begins anew, and counts what failed anew.
  restarted: requests('restarted', `0+600x${BEGINS} 300+600x20`, `50x${BEGINS} 0x20`),
};

test('what is missing, or hardly there, is neither an outage nor nothing', async () => {
  const known = Object.keys(SERVICES).filter((name) => !['gone', 'never'].includes(name));
  const each = (names: readonly string[], value: number) =>
    names.map((name) => [labelsOf(name), value] as const);
  const alertsAt = (minutes: number, alertname: string, services: readonly string[]) => ({
    at: `${minutes}m`,
    query: `count by (service) (ALERTS{alertname="${alertname}", alertstate="firing"})`,
    gives: services.map((service) => [{ service }, 1] as const),
  });
  const at = `${LAST}m`;

  expect(
    await objections(availabilityOf(Object.keys(SERVICES), '1m'), {
      ruleFiles: ['objectives.rules.yml'],
      interval: '1m',
      evaluationInterval: '1m',
      series: {
        'goldwatch_ready{job="goldwatch"}': `1x${LAST}`,
        ...Object.assign({}, ...Object.values(SERVICES)),
      },
      queries: [
        // No ratio without requests, and no NaN; the burn rate is 0 then, and what is left of the budget stays.
        {
          at,
          query: 'count by (service) (slo:sli_error:ratio_rate5m)',
          gives: known.filter((name) => name !== 'flat').map((service) => [{ service }, 1] as const),
        },
        {
          at,
          query: 'slo:current_burn_rate:ratio{service=~"flat|fine|restarted"}',
          gives: each(['flat', 'fine', 'restarted'], 0),
        },
        {
          at,
          query: 'slo:period_error_budget_remaining:ratio == 1',
          gives: each(['flat', 'fine', 'gone', 'restarted'], 1),
        },
        { at, query: 'count({__name__=~"slo:.+"}) - count({__name__=~"slo:.+"} >= -Inf)', gives: [[{}, 0]] },
        // A sum over time counts events.
        {
          at,
          query: `round(sum_over_time(slo:bad_events:increase{service="stray"}[1h]), 0.01)`,
          gives: [[labelsOf('stray'), 1]],
        },
        // A budget that is spent, or does not burn, has no end.
        { at, query: 'slo:error_budget_exhausted:timestamp_seconds', gives: [] },
        alertsAt(BEGINS, 'AvailabilityBudgetBurnsFast', []),
        // Five requests must have failed.
        alertsAt(BEGINS + 5, 'AvailabilityBudgetBurnsFast', ['down', 'failing']),
        alertsAt(BEGINS + 9, 'AvailabilityBudgetBurnsFast', ['down', 'failing', 'rare']),
        alertsAt(LAST, 'AvailabilityBudgetBurnsFast', ['down', 'failing', 'rare']),
        alertsAt(9, 'AvailabilityUnknown', []),
        alertsAt(12, 'AvailabilityUnknown', ['never']),
        alertsAt(BEGINS + 10, 'AvailabilityUnknown', ['never']),
        alertsAt(LAST, 'AvailabilityUnknown', ['gone', 'never']),
      ],
    }),
  ).toBe('');
});

test('nobody is told that an objective is unknown while the exporter is away or catches up', async () => {
  const unknown = [{ at: '60m', alert: 'AvailabilityUnknown', fires: [] }];
  const scenario = { ruleFiles: ['objectives.rules.yml'], interval: '1m', evaluationInterval: '1m' };

  expect(await objections(availabilityOf(['api'], '1m'), { ...scenario, series: {}, alerts: unknown })).toBe(
    '',
  );
  expect(
    await objections(availabilityOf(['api'], '1m'), {
      ...scenario,
      series: { 'goldwatch_ready{job="goldwatch"}': '0x60' },
      alerts: unknown,
    }),
  ).toBe('');
});
