import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { EVERY_ALERT } from './testing/definitions.ts';
import { valueAndThreshold } from './testing/fired.ts';
import { objections, type Scenario } from './testing/rule_test.ts';

const DASHBOARD = 'http://localhost:3000/d/goldwatch-golden-signals?var-service=';

/** A definition of one alert on an expression; it fires at once. */
const withAlert = (settings: object) =>
  stringify({
    service: { name: 'demo-api' },
    alerts: [{ name: 'Odd', severity: 'info', for: '0s', summary: 'It is odd.', ...settings }],
  });

const firing = (settings: object, series: Scenario['series'], fires: readonly ReturnType<typeof odd>[]) =>
  objections(withAlert(settings), { series, alerts: [{ at: '5m', alert: 'Odd', fires }] });

const odd = (labels: Readonly<Record<string, string>>, description: string, url = labels.service) => ({
  labels: { severity: 'info', ...labels },
  annotations: {
    summary: 'It is odd.',
    description,
    ...valueAndThreshold(description),
    dashboard_url: `${DASHBOARD}${url}`,
  },
});

const DEMO = { service: 'demo-api' };
const UP = { 'up{job="a"}': '3x40', 'up{job="b"}': '9x40' };

describe('the service of an alert on an expression', () => {
  test('is the one that its series has', async () => {
    const series = { 'up{service="pay ments&more"}': '7x40' };

    expect(
      await firing({ promql: 'up', above: 5 }, series, [
        odd({ service: 'pay ments&more' }, 'The value is 7; the limit is at most 5.', 'pay+ments%26more'),
      ]),
    ).toBe('');
  });

  test('is that of the definition where its series has none', async () => {
    expect(
      await firing({ promql: 'sum(up)', above: 5 }, UP, [
        odd(DEMO, 'The value is 12; the limit is at most 5.'),
      ]),
    ).toBe('');
  });

  test('is the one among the alert’s own labels where there is one', async () => {
    expect(
      await firing({ promql: 'sum(up)', above: 5, labels: { service: 'R&D', team: 'on' } }, UP, [
        odd({ service: 'R&D', team: 'on' }, 'The value is 12; the limit is at most 5.', 'R%26D'),
      ]),
    ).toBe('');
  });
});

describe('an expression is compared as a whole', () => {
  const both = [
    odd({ ...DEMO, job: 'b' }, 'The value is 9; the limit is at most 5.'),
    odd({ ...DEMO, job: 'c' }, 'The value is 8; the limit is at most 5.'),
  ];

  // Without parentheses `a or b > 5` compares b alone.
  test.each([
    ['or', 'up{job="a"} or up{job="b"} or up{job="c"}'],
    ['unless', 'up unless on (job) vector(1)'],
    ['and', 'up and on () vector(1)'],
    ['over lines', 'up{job="a"}\n  or\nup{job!="a"}\n'],
    ['with a comment at its end', 'up # of all jobs'],
    ['with comments over lines', '# every job\nup # (of all\n# jobs)'],
    ['with a sign in a text that is no comment', 'up{job!="#"}'],
    ['with a comment sign in a quoted text over lines', "up{job!='#'}\n# all"],
  ])('%s', async (_, promql) => {
    const series = { ...UP, 'up{job="c"}': '8x40' };

    expect(await firing({ promql, above: 5 }, series, both)).toBe('');
  });

  test('with `below`, against what is less', async () => {
    expect(
      await firing({ promql: 'up{job="a"} or up{job="b"}', below: 5 }, UP, [
        odd({ ...DEMO, job: 'a' }, 'The value is 3; the limit is at least 5.'),
      ]),
    ).toBe('');
  });

  test('against numbers below zero and very small or large ones', async () => {
    const value = (limit: string) => [odd({ ...DEMO, job: 'a' }, `The value is 3; the limit is ${limit}.`)];
    const promql = 'up{job="a"}';

    expect(await firing({ promql, above: -5.5 }, UP, value('at most -5.5'))).toBe('');
    expect(await firing({ promql, above: 1e-7 }, UP, value('at most 1e-7'))).toBe('');
    expect(await firing({ promql, below: 1e21 }, UP, value('at least 1e+21'))).toBe('');
  });
});

test.each([
  ['0.25x40', '0.25'],
  ['0.0625x40', '0.0625'],
  ['1e-9x40', '1e-09'],
  ['12345x40', '12.35k'],
  ['1234567x40', '1.235M'],
  ['1x40', '1'],
])('a value of %s reads as %s', async (samples, text) => {
  expect(
    await firing({ promql: 'up', above: 0 }, { up: samples }, [
      odd(DEMO, `The value is ${text}; the limit is at most 0.`),
    ]),
  ).toBe('');
});

test('labels, summary, description and runbook of an alert reach it as they were written', async () => {
  const everything = {
    labels: {
      service: 'demo-api',
      severity: 'info',
      route: '/a "b"',
      team: 'on',
      tier: '007',
      note: 'a: b # c',
      nothing: '~',
      since: '2026-01-01',
    },
    annotations: {
      summary: 'Requests to /a "b" are refused: "too many".',
      description: '200m a second # not a comment',
      value: '0.2',
      threshold: '0.1',
      dashboard_url: `${DASHBOARD}demo-api`,
      runbook_url: 'https://wiki.example.com/refused?a=1&b=2#top',
    },
  };
  const series = {
    'http_requests_total{service="demo-api", route="/a \\"b\\"", status="429"}': '0+3x400',
  };

  expect(
    await objections(EVERY_ALERT, {
      series,
      alerts: [{ at: '70m', alert: 'Everything', fires: [everything] }],
    }),
  ).toBe('');
});
