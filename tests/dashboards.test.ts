import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Answers, type Asked, Asker } from '../grafana/preview/asker.ts';
import { type DashboardJson, panelsIn } from '../grafana/preview/dashboard_json.ts';
import { readsLoki } from '../grafana/preview/panels/index.ts';
import { preview } from '../grafana/preview/preview.ts';
import { type Prometheus, prometheusAt, type Series } from '../grafana/preview/prometheus.ts';
import { labelValuesOf, variablesOf } from '../grafana/preview/variables.ts';
import { implausible, valuesOf } from './dashboards/implausible.ts';
import { type Running, startEveryDashboard } from './dashboards/running.ts';
import { ROUND, tellRound } from './dashboards/told.ts';
import { query } from './support/prometheus_api.ts';

const ROUNDS = 4;
const WIDTH = 700;
const RANGE_MS = 120_000;

let running: Running;
// Of each dashboard, each panel with what it answered.
const answered = new Map<string, Answers[]>();
let asked: Asked;

beforeAll(async () => {
  running = await startEveryDashboard();
  for (let round = 1; round <= ROUNDS; round += 1) {
    await tellRound(running.directory, running.exporter, round);
    // The first value of a series has no predecessor, so that what comes later is all that rates know of.
    if (round === 1) await recorded('service:http_requests:rate5m{service="demo-api"}');
    await pause(1_200);
  }
  await pause(3_000);
  const toMs = Date.now();
  const fromMs = toMs - RANGE_MS;
  asked = {
    fromMs,
    toMs,
    scrapeMs: 1_000,
    prometheus: remembering(prometheusAt(running.prometheus, fromMs, toMs)),
  };
  for (const dashboard of running.dashboards) answered.set(dashboard.title, await answersOf(dashboard));
}, 120_000);

afterAll(async () => {
  await running?.stop();
}, 60_000);

async function recorded(series: string): Promise<void> {
  await vi.waitFor(async () => expect(await query(running.prometheus, series)).not.toEqual([]), {
    timeout: 30_000,
    interval: 200,
  });
}

/** Asks for everything once only: pages are drawn of what was judged before. */
function remembering(prometheus: Prometheus): Prometheus {
  const known = new Map<string, Promise<Series[]>>();
  const once = (key: string, ask: () => Promise<Series[]>) => {
    const answer = known.get(key) ?? ask();
    known.set(key, answer);
    return answer;
  };
  return {
    now: (expression) => once(expression, () => prometheus.now(expression)),
    range: (expression, stepMs) =>
      once(`${expression} ${stepMs}`, () => prometheus.range(expression, stepMs)),
    labelValues: (selector, label) => prometheus.labelValues(selector, label),
  };
}

async function answersOf(dashboard: DashboardJson): Promise<Answers[]> {
  const asker = new Asker(asked, await variablesOf(dashboard, {}, asked.prometheus));
  const panels = panelsIn(dashboard).filter((panel) => panel.type !== 'row' && !readsLoki(panel));
  const answers: Answers[] = [];
  for (const panel of panels) answers.push(await asker.answers(panel, WIDTH));
  return answers;
}

/** Panels that may show nothing, and why. All others must have numbers, and only such as can be. */
const MAY_BE_EMPTY: readonly string[] = [
  // The machine that runs the tests may have no limit.
  'Held back by the CPU limit',
  'Held back by the CPU limit, over time',
  // It comes with Alertmanager's first message of alerts that are long known.
  'Watchdog received',
];

test('every dashboard is rendered for the example with everything, and was asked', () => {
  expect(answered.size).toBe(running.dashboards.length);
  expect(answered.size).toBeGreaterThanOrEqual(10);
});

test('every panel shows something, but for those of what did not happen', () => {
  const empty = every((answers) => valuesOf(answers).length === 0);
  expect(empty.filter(([, title]) => !MAY_BE_EMPTY.includes(title))).toEqual([]);
});

test('what may be empty is the name of a panel', () => {
  const titles = every(() => true).map(([, title]) => title);
  expect(titles).toEqual(expect.arrayContaining([...MAY_BE_EMPTY]));
});

test('every number can be: ratios in their range, rates and times not negative, moments near now', () => {
  const wrong = [...answered].flatMap(([dashboard, panels]) =>
    panels.flatMap((answers) =>
      implausible(answers).map((why) => `${dashboard}, ${answers.panel.title}: ${why}`),
    ),
  );
  expect(wrong).toEqual([]);
});

test('every variable has something to choose from, but for the environment, of which there is one', async () => {
  for (const { title, templating } of running.dashboards) {
    for (const variable of templating?.list ?? []) {
      if (variable.type !== 'query') continue;
      const choices = await asked.prometheus.labelValues(...labelValuesOf(variable));
      if (variable.name !== 'environment')
        expect(choices, `${title}: ${variable.name}`).toContain('demo-api');
    }
  }
});

test('every dashboard can be drawn as a page, with annotations and what reads Loki', async () => {
  for (const dashboard of running.dashboards) {
    expect(await preview(dashboard, asked)).toContain(`<h1>${dashboard.title}</h1>`);
  }
});

describe('what dashboards show is what was told', () => {
  // The first round made the series, and is none of what rates and increases see. They also reckon with what may
  // have come between the last scrape and the edge of the window.
  const SEEN = ROUNDS - 1;
  const isAbout = (found: number, told: number) => {
    expect(found).toBeGreaterThan(0.9 * told);
    expect(found).toBeLessThan(1.25 * told);
  };

  test('requests, failures and latency', () => {
    isAbout(300 * shown('Golden signals', 'Traffic now', 'demo-api'), SEEN * ROUND.requests);
    expect(shown('Golden signals', 'Error ratio now', 'demo-api')).toBeCloseTo(
      ROUND.failed / ROUND.requests,
      6,
    );
    isAbout(300 * shown('Golden signals', 'Failed requests', 'demo-api 500'), SEEN * ROUND.failed);
    // The bucket that 0.9 seconds are in.
    expect(shown('Golden signals', 'Latency p95 now', 'demo-api')).toBeGreaterThan(0.5);
    expect(shown('Golden signals', 'Latency p95 now', 'demo-api')).toBeLessThan(1);
    expect(shown('Golden signals', 'Latency p50', 'demo-api')).toBeLessThan(0.05);
  });

  test('budgets', () => {
    const failed = ROUND.failed / ROUND.requests;
    expect(shown('Golden signals', 'Budget left', 'demo-api availability')).toBeCloseTo(
      1 - failed / 0.001,
      3,
    );
    expect(shown('Golden signals', 'Burn rate now', 'demo-api availability')).toBeCloseTo(failed / 0.001, 3);
    expect(shown('Golden signals', 'Budget left', 'demo-api latency')).toBe(1);
  });

  test('tokens and what they cost', () => {
    isAbout(sum('LLM and cost', 'Tokens in 24 hours'), SEEN * ROUND.tokens);
    isAbout(sum('LLM and cost', 'Cost in the last hour'), SEEN * ROUND.dollars);
    expect(shown('LLM and cost', 'Cost of a call', 'demo-api')).toBeCloseTo(ROUND.dollars, 9);
  });

  test('what the business and security count', () => {
    isAbout(shown('Business', 'Registrations in 24 hours', 'demo-api'), SEEN * ROUND.registrations);
    expect(shown('Business', 'Users of a day now', 'demo-api')).toBe(ROUNDS);
    const refused = ROUND.answered[401] / ROUND.requests;
    expect(shown('Security', 'Share of requests refused', 'demo-api')).toBeCloseTo(refused, 6);
  });

  test('what databases, caches and other APIs say', () => {
    const dependencies = (panel: string, name: RegExp | string) =>
      shown('Dependencies and databases', panel, name);
    expect(dependencies('Pool of connections in use', 'demo-api main')).toBe(0.25);
    isAbout(dependencies('MySQL queries', /^demo-api /), 100);
    expect(dependencies('Redis keys found', /^demo-api /)).toBeCloseTo(0.9, 3);
    expect(dependencies('Cache hit rate', 'demo-api')).toBeCloseTo(0.9, 6);
    expect(dependencies('Latency of calls p95', 'demo-api api.openai.com')).toBeCloseTo(0.975, 3);
  });
});

function every(holds: (answers: Answers) => boolean): [dashboard: string, panel: string][] {
  return [...answered].flatMap(([dashboard, panels]) =>
    panels.filter(holds).map(({ panel }): [string, string] => [dashboard, panel.title ?? '']),
  );
}

function seriesOf(dashboard: string, title: string) {
  const found = answered.get(dashboard)?.find(({ panel }) => panel.title === title);
  if (found === undefined) throw new Error(`«${dashboard}» has no panel «${title}».`);
  return found.series;
}

/** The last number that a panel shows of the series of that name. */
function shown(dashboard: string, title: string, name: RegExp | string): number {
  const series = seriesOf(dashboard, title);
  const found = series.find((one) => (typeof name === 'string' ? one.name === name : name.test(one.name)));
  const last = found?.points.at(-1)?.[1];
  if (last === undefined)
    throw new Error(`«${title}» has no series ${name}; it has: ${series.map((one) => one.name).join(', ')}`);
  return last;
}

/** The last numbers of all of a panel's series together. */
function sum(dashboard: string, title: string): number {
  return seriesOf(dashboard, title).reduce((total, { points }) => total + (points.at(-1)?.[1] ?? 0), 0);
}
