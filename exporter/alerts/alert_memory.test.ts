import { expect, test } from 'vitest';
import { alert, bookUnderTest, over } from './testing.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.parse('2026-01-01T00:00:00Z');

test('an alert is known with all that was told, from its first notification to a day after its end', () => {
  const { book, receive, forget } = bookUnderTest();
  const generatorURL = 'http://prometheus/graph?g0.expr=up';
  receive([alert('ApiDown', { generatorURL })], START + MINUTE);
  receive([alert('ApiDown', { generatorURL, annotations: { summary: 'Still down.' } })], START + 2 * MINUTE);

  const known = {
    fingerprint: 'ApiDown',
    names: { alertname: 'ApiDown', severity: 'critical', service: 'demo-api' },
    drill: null,
    labels: { alertname: 'ApiDown', severity: 'critical', service: 'demo-api' },
    annotations: { summary: 'Still down.' },
    generatorURL,
    hasDetails: true,
    isCut: false,
    startsAt: START,
    firstHeardAt: START + MINUTE,
    lastHeardAt: START + 2 * MINUTE,
    endsAt: null,
    ending: null,
  };
  expect(book.known).toEqual({ firing: [known], recent: [] });

  receive([over('ApiDown')], START + 6 * MINUTE);
  const ended = { lastHeardAt: START + 6 * MINUTE, endsAt: START + 5 * MINUTE, ending: 'resolved' };
  expect(book.known).toEqual({ firing: [], recent: [{ ...known, ...ended }] });

  forget(START + 6 * MINUTE + 24 * HOUR);
  expect(book.known.recent).toHaveLength(1);
  forget(START + 6 * MINUTE + 24 * HOUR + 1);
  expect(book.known.recent).toEqual([]);
});

test('an alert of which nothing more is heard ended when it was last heard of, unless its end is told later', () => {
  const { book, receive, forget, log } = bookUnderTest();
  receive([alert('ApiDown')], START + MINUTE);
  forget(START + 12 * MINUTE);
  expect(book.known.recent).toMatchObject([{ ending: 'unheard', endsAt: START + MINUTE }]);

  receive([over('ApiDown')], START + 13 * MINUTE);

  expect(book.known.recent).toMatchObject([{ ending: 'resolved', endsAt: START + 5 * MINUTE }]);
  expect(log.messages().at(-1)).toBe('ApiDown is resolved.');
});

test('an alert that begins anew after it was last heard of is another one, even if its end was never told', () => {
  const { book, receive, log } = bookUnderTest();
  receive([alert('ApiDown')], START + MINUTE);
  receive([alert('ApiDown', { startsAt: '2026-01-01T00:03:00Z' })], START + 4 * MINUTE);

  expect(book.known).toMatchObject({
    firing: [{ startsAt: START + 3 * MINUTE }],
    recent: [{ startsAt: START, ending: 'unheard', endsAt: START + MINUTE }],
  });
  expect(log.messages()).toEqual(['ApiDown is firing.', 'ApiDown is firing.']);
});

test('two Prometheus that give an alert two beginnings by turns tell of one', () => {
  const { book, receive, log } = bookUnderTest();
  for (let minute = 1; minute < 10; minute += 1) {
    const startsAt = minute % 2 === 0 ? '2026-01-01T00:00:00Z' : '2026-01-01T00:00:15Z';
    receive([alert('ApiDown', { startsAt })], START + minute * MINUTE);
  }

  expect(book.known.firing).toMatchObject([{ startsAt: START, firstHeardAt: START + MINUTE }]);
  expect(log.messages()).toEqual(['ApiDown is firing.']);
});

test('a Prometheus whose clock is ahead does not make one alert many', () => {
  const { book, receive, log } = bookUnderTest();
  for (let minute = -60; minute < -50; minute += 1) receive([alert('ApiDown')], START + minute * MINUTE);

  expect(book.known.recent).toEqual([]);
  expect(log.messages()).toEqual(['ApiDown is firing.']);
});

test('where the clock is set forward, Alertmanager has ten minutes to mention again what fires', async () => {
  const clock = { at: 0, now: () => clock.at + (clock.at > 0 ? HOUR : 0), uptime: () => clock.at };
  const { receive, forget, log, firing } = bookUnderTest(clock);
  receive([alert('ApiDown'), alert('Silenced')], 0);

  forget(MINUTE);
  receive([alert('ApiDown')], 2 * MINUTE);
  forget(11 * MINUTE);
  expect(await firing()).toEqual({ 'ApiDown/critical/demo-api': 1, 'Silenced/critical/demo-api': 1 });
  receive([alert('ApiDown')], 11 * MINUTE + 1);

  expect(await firing()).toEqual({ 'ApiDown/critical/demo-api': 1 });
  expect(log.messages()).toEqual([
    'ApiDown is firing.',
    'Silenced is firing.',
    'Nothing was heard of Silenced for ten minutes; it no longer counts as firing.',
  ]);
});

test('where the clock was years ahead for a while, an alert is forgotten as soon as any other', () => {
  const { book, receive, forget } = bookUnderTest();
  receive([alert('ApiDown')], START + 1_000 * 24 * HOUR);
  forget(START + 20 * MINUTE);
  forget(START + 30 * MINUTE);
  expect(book.known.firing).toHaveLength(1);
  forget(START + 30 * MINUTE + 1);
  expect(book.known.recent).toMatchObject([{ ending: 'unheard', endsAt: START + 20 * MINUTE }]);
});

test('an alert that is first heard of when it is over was there', () => {
  const { book, receive } = bookUnderTest();
  const heard: string[] = [];
  book.listen({
    fired: ({ fingerprint }) => heard.push(`${fingerprint} fired`),
    ended: ({ fingerprint }) => heard.push(`${fingerprint} ended`),
  });

  receive([over('ApiDown')], START + 6 * MINUTE);

  expect(book.known.recent).toMatchObject([{ startsAt: START, endsAt: START + 5 * MINUTE }]);
  expect(heard).toEqual(['ApiDown fired', 'ApiDown ended']);
});

test('beyond a thousand alerts that are over the oldest are forgotten, and counted', async () => {
  const { book, receive, series } = bookUnderTest();
  const many = Array.from({ length: 1_003 }, (_, index) => ({ ...over('Many'), fingerprint: `${index}` }));

  receive(many, START);

  expect(book.known.recent).toHaveLength(1_000);
  expect(book.known.recent[0]).toMatchObject({ fingerprint: '1002' });
  expect(book.known.recent.at(-1)).toMatchObject({ fingerprint: '3' });
  expect(await series('goldwatch_alerts_recent_dropped_total')).toEqual({ '': 3 });
});

test('of one alert 4096 characters are kept beside its names, and it says that it was cut', () => {
  const { book, receive } = bookUnderTest();
  const labels = { instance: 'a', alertname: 'Long', severity: 'x'.repeat(300), service: 'demo-api' };
  receive([alert('Long', { labels, annotations: { description: 'é'.repeat(10_000), more: 'b' } })], START);

  const [known] = book.known.firing;
  expect(known).toMatchObject({
    labels: { alertname: 'Long', severity: 'x'.repeat(256), service: 'demo-api', instance: 'a' },
    isCut: true,
  });
  expect(known?.annotations).toEqual({
    description: `${'é'.repeat(4_096 - 'instancea'.length - 'description'.length - 1)}…`,
  });
});

test('beyond a thousand alerts that fire only names are kept', () => {
  const { book, receive } = bookUnderTest();
  const many = Array.from({ length: 1_001 }, (_, index) => alert('Many', { fingerprint: `${index}` }));

  receive(many, START);
  receive(many, START + MINUTE);

  expect(book.known.firing[999]).toMatchObject({ annotations: { summary: 'Many!' }, isCut: false });
  expect(book.known.firing[1_000]).toMatchObject({
    names: { alertname: 'Many' },
    annotations: {},
    isCut: true,
  });
});

test('a drill is known and logged as one, but fires in no gauge and is no warning', async () => {
  const { book, receive, log, firing } = bookUnderTest();
  const labels = { alertname: 'ApiDown', severity: 'critical', service: 'demo-api', goldwatch_drill: 'd1' };

  receive([alert('ApiDown', { labels })], START);
  expect(book.known.firing).toMatchObject([{ drill: 'd1', labels }]);
  receive([{ ...over('ApiDown'), labels }], START + 1);

  expect(await firing()).toEqual({});
  expect(log.lines).toMatchObject([
    { level: 30, drill: 'd1', msg: 'ApiDown is firing (a drill).' },
    { level: 30, drill: 'd1', msg: 'ApiDown is resolved (a drill).' },
  ]);
});

test('the watchdog is heard of until it ends, and its last time is a metric; a drill of it is no sign of life', async () => {
  const { book, receive, series } = bookUnderTest();
  const watchdog = (status: 'firing' | 'resolved', more = {}) =>
    alert('Watchdog', { status, labels: { alertname: 'Watchdog', severity: 'info', ...more } });
  receive([watchdog('firing', { goldwatch_drill: 'd1' })], 1_000);
  expect(book.watchdog.lastHeardAt).toBeNull();

  receive([watchdog('firing')], 2_000);
  expect(book.watchdog.lastHeardAt).toBe(2_000);
  expect(await series('goldwatch_watchdog_last_received_timestamp_seconds')).toEqual({ '': 2 });

  receive([watchdog('resolved')], 3_000);
  expect(book.watchdog.lastHeardAt).toBeNull();
});
