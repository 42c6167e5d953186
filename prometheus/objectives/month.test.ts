import { expect, test } from 'vitest';
import { timeToExhaustion, timeToFire } from '../../slo/burn_rate.ts';
import { WINDOWS } from '../../slo/windows.ts';
import { fired } from '../testing/fired.ts';
import { objections, type Scenario } from '../testing/rule_test.ts';

const DEFINITION = `
service: { name: api }
exporter: { scrape_interval: 75s }
sources:
  - type: logs
    files: [logs/*.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
objectives:
  - { name: availability, signal: availability, target: 99.9%, window: 30d }
`;

/** A stretch of hours with so many good and bad requests in each minute. */
interface Stretch {
  readonly hours: number;
  readonly good: number;
  readonly bad: number;
}

const BUSY = 12;
const LEAK = 480;
const LEAK_ENDS = LEAK + 144;
/** A month of 1000 requests a minute, but for an hour of 10 000, of which 3 % fail; later 0.2 % fail for six days. */
const MONTH: readonly Stretch[] = [
  { hours: BUSY, good: 1000, bad: 0 },
  { hours: 1, good: 9700, bad: 300 },
  { hours: LEAK - BUSY - 1, good: 1000, bad: 0 },
  { hours: LEAK_ENDS - LEAK, good: 998, bad: 2 },
  { hours: 120, good: 1000, bad: 0 },
];

/** A counter, one sample a minute from the first on. The process that counts begins anew every other stretch. */
function counter(perMinute: (stretch: Stretch) => number): string {
  let value = 0;
  const stretches = MONTH.map((stretch, index) => {
    const grows = perMinute(stretch);
    if (index % 2 === 0) value = grows;
    const from = value;
    // The sample on the hour still belongs to what was before it.
    const samples = 60 * stretch.hours + (index === 0 ? 1 : 0);
    value += grows * samples;
    return `${from}+${grows}x${samples - 1}`;
  });
  return stretches.join(' ');
}

// Prometheus looks at each hour's last five minutes: an evaluation an hour is enough for what counts in days.
const month = (scenario: Pick<Scenario, 'queries' | 'alerts'>) =>
  objections(DEFINITION, {
    ruleFiles: ['objectives.rules.yml'],
    interval: '1m',
    evaluationInterval: '1h',
    series: {
      'http_requests_total{service="api", status="200"}': counter(({ good }) => good),
      'http_requests_total{service="api", status="503"}': counter(({ bad }) => bad),
    },
    ...scenario,
  });

const AVAILABILITY = {
  service: 'api',
  sloth_service: 'api',
  sloth_slo: 'availability',
  sloth_id: 'api-availability',
};
const after = (hours: number) => `${hours}h`;

/** What is left after so many hours, of which `leaking` were those with 0.2 % failures: bad events by all events, by the budget. */
const remaining = (hours: number, leaking: number) =>
  1 - (300 + 2 * leaking) / (1000 * (hours - 1) + 10_000) / 0.001;

const share = (value: number) => `${Number((100 * value).toPrecision(4))}%`;

/** Milliseconds, to the minute, as Prometheus writes days. */
function inDays(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  return `${Math.floor(minutes / 1440)}d ${Math.floor((minutes % 1440) / 60)}h ${minutes % 60}m 0s`;
}

test('a month of an objective: its budget is weighted by events, its alert fires and ends when the arithmetic says', async () => {
  const [, slowest] = WINDOWS['30d'].ticket;
  if (slowest === undefined) throw new Error('windows.yml has no second ticket for 30d.');
  // 36 hours; Prometheus notices at the next evaluation.
  const fires = LEAK + timeToFire(slowest, { badShare: 0.002, budget: 0.001 }) / 3_600_000 + 1;
  const left = remaining(fires, fires - LEAK);
  const lasts = timeToExhaustion(left, 2, '30d') ?? Number.NaN;
  const query = 'round(slo:period_error_budget_remaining:ratio, 0.0001)';

  expect(
    await month({
      queries: [
        {
          at: after(BUSY),
          query: 'slo:period_error_budget_remaining:ratio == 1',
          gives: [[AVAILABILITY, 1]],
        },
        // The mean of hourly shares would have 1 - 0.03 / 13 / 0.001 = -1.3.
        { at: after(BUSY + 1), query, gives: [[AVAILABILITY, Number(remaining(13, 0).toFixed(4))]] },
        { at: after(LEAK), query, gives: [[AVAILABILITY, Number(remaining(LEAK, 0).toFixed(4))]] },
        {
          at: after(fires),
          query: 'round((slo:error_budget_exhausted:timestamp_seconds - time()) / 3600, 0.1)',
          gives: [[AVAILABILITY, Number((lasts / 3_600_000).toFixed(1))]],
        },
        { at: after(LEAK), query: 'slo:error_budget_exhausted:timestamp_seconds', gives: [] },
        // What happened more than 30 days ago has left the window.
        {
          at: after(30 * 24 + BUSY + 4),
          query: 'round(slo:period_error_budget_remaining:ratio, 0.01)',
          gives: [[AVAILABILITY, 0.6]],
        },
        ...[1, BUSY, BUSY + 1, LEAK, fires, LEAK_ENDS, 743].map((hours) => ({
          at: after(hours),
          query: 'count({__name__=~"slo:.+"}) - count({__name__=~"slo:.+"} >= -Inf)',
          gives: [[{}, 0]] as const,
        })),
      ],
      alerts: [
        { at: after(fires - 1), alert: 'AvailabilityBudgetBurnsSlowly', fires: [] },
        {
          at: after(fires),
          alert: 'AvailabilityBudgetBurnsSlowly',
          fires: [
            slowly('1.01', `${share(left)} of it is left. At this pace it is spent in ${inDays(lasts)}.`),
          ],
        },
        { at: after(LEAK_ENDS + 5), alert: 'AvailabilityBudgetBurnsSlowly', fires: [] },
      ],
    }),
  ).toBe('');
});

function slowly(burnRate: string, more: string) {
  const alert = fired(
    'api',
    'warning',
    { ...AVAILABILITY, objective: 'availability', signal: 'availability', sloth_severity: 'ticket' },
    'The error budget of availability is spent faster than it may be.',
    `api has spent the error budget of availability (99.9% over 30d) ${burnRate} times too fast over the last 3d. ${more}`,
  );
  return { ...alert, annotations: { ...alert.annotations, value: `${burnRate}×`, threshold: '1×' } };
}
