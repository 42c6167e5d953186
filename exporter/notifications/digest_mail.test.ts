import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordOf, resolvedBy } from '../alerts/alert_record.ts';
import { alert } from '../alerts/testing.ts';
import type { WebhookAlert } from '../alerts/webhook_alert.ts';
import { digestMail } from './digest_mail.ts';
import { digestReport } from './digest_report.ts';
import { DigestTally } from './digest_tally.ts';
import { durationText } from './digest_words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SINCE = Date.parse('2026-11-20T07:00:00Z');
const NOW = SINCE + 24 * HOUR;

/** What happened in a day. */
class Day {
  readonly tally = new DigestTally(SINCE);
  readonly #firing: WebhookAlert[] = [];

  /** An alert fires from a minute after the digest before, for so many minutes or until now. */
  fires(
    name: string,
    from: number,
    minutes: number | null,
    more: Partial<WebhookAlert['labels']> = {},
    text = '',
  ): this {
    const labels = {
      alertname: name,
      severity: 'critical',
      service: 'demo-api',
      ...more,
    } as WebhookAlert['labels'];
    const startsAt = new Date(SINCE + from * MINUTE).toISOString();
    const annotations = { summary: `${name}!`, ...(text !== '' && { description: text }) };
    const fingerprint = `${name}${from}`;
    const one = alert(name, { labels, startsAt, annotations, fingerprint });
    const record = recordOf(one, SINCE + from * MINUTE, true);
    if (from >= 0) this.tally.fired(record);
    if (minutes === null) this.#firing.push(one);
    else
      this.tally.ended(
        resolvedBy(
          record,
          { ...one, endsAt: new Date(record.startsAt + minutes * MINUTE).toISOString() },
          NOW,
        ),
      );
    return this;
  }

  mail({ isWatchdogHeard = true, timeZone = 'Europe/Berlin' } = {}) {
    const firing = this.#firing.map((one) => recordOf(one, NOW, true));
    return digestMail(digestReport({ tally: this.tally.saved, firing, now: NOW, timeZone, isWatchdogHeard }));
  }
}

test('a quiet day is one line', () => {
  expect(new Day().mail()).toMatchObject({
    subject: 'goldwatch: nothing fired',
    text: 'From Fri 20 Nov, 08:00 to Sat 21 Nov, 08:00 (Europe/Berlin), nothing fired.\n',
  });
});

test('a day with much to tell: the most urgent first, the noisy on top, deployments one by one', () => {
  const day = new Day();
  for (let time = 0; time < 6; time += 1) day.fires('ApiSlow', 60 + time * 60, 5, { severity: 'warning' });
  day.fires('ApiDown', 120, 10).fires('ApiDown', 1_000, null).fires('DiskFull', -600, null);
  day.fires('Quota', 30, 1, { severity: 'warning', service: '' });
  day.fires('Deployed', 100, 5, { severity: 'info' }, 'demo-api runs 1.4.0.');
  day.fires('Deployed', 400, 5, { severity: 'info' }, 'demo-api runs 1.4.1.');

  const { subject, text, html } = day.mail();

  expect(subject).toBe('goldwatch: alerts fired 11 times; 2 alerts fire now');
  expect(text).toBe(`\
From Fri 20 Nov, 08:00 to Sat 21 Nov, 08:00 (Europe/Berlin), alerts fired 11 times; 2 alerts fire now.

NOISY
  ApiSlow (demo-api) fired 6 times: does it need a higher threshold or a longer \`for\`?

CRITICAL
  ApiDown (demo-api): twice, 7 h 30 min in all, Fri 20 Nov, 10:00 to Sat 21 Nov, 00:40; fires now
    ApiDown!
  DiskFull (demo-api): from before, 1 d in all, Thu 19 Nov, 22:00; fires now
    DiskFull!

WARNING
  ApiSlow (demo-api): 6 times, 30 min in all, Fri 20 Nov, 09:00 to Fri 20 Nov, 14:00
    ApiSlow!
  Quota: once, 1 min in all, Fri 20 Nov, 08:30
    Quota!

INFO
  Deployed (demo-api): twice, 10 min in all, Fri 20 Nov, 09:40 to Fri 20 Nov, 14:40
    Fri 20 Nov, 09:40: demo-api runs 1.4.0.
    Fri 20 Nov, 14:40: demo-api runs 1.4.1.
`);
  expect(html).toContain(
    '<strong>ApiDown (demo-api)</strong>: twice, 7 h 30 min in all, Fri 20 Nov, 10:00 to Sat 21 Nov, 00:40; fires now',
  );
});

test('neither many that fire at once are noisy, nor what is for the record', () => {
  const day = new Day();
  for (let target = 0; target < 6; target += 1) day.fires('TargetDown', 60 + target / 4, 5);
  for (let time = 0; time < 6; time += 1) day.fires('Deployed', 60 + time * 60, 5, { severity: 'info' });

  expect(day.mail().text).toContain('TargetDown (demo-api): 6 times');
  expect(day.mail().text).not.toContain('NOISY');
});

test('what fired from before the last digest and ended since counts with its part only', () => {
  expect(new Day().fires('ApiDown', -30, 50).mail()).toMatchObject({
    subject: 'goldwatch: nothing fired',
    text: expect.stringContaining('  ApiDown (demo-api): from before, 20 min in all, Fri 20 Nov, 08:00\n'),
  });
});

test('a day in which nothing could be heard is no quiet day', () => {
  const day = new Day();
  day.tally.deaf(125 * MINUTE);

  expect(day.mail({ isWatchdogHeard: false })).toMatchObject({
    subject: 'goldwatch: nothing fired (incomplete)',
    text: `\
From Fri 20 Nov, 08:00 to Sat 21 Nov, 08:00 (Europe/Berlin), nothing fired.

! The watchdog, an alert that always fires, does not arrive: Prometheus, Alertmanager or the way to the exporter is broken, and alerts may not reach anybody.

! For 2 h 5 min no alert could reach the exporter: it did not run, or the watchdog did not arrive. What began and ended then is missing here.
`,
  });
});

test('drills and the watchdog are not told', () => {
  const day = new Day().fires('ApiDown', 1, 1, { goldwatch_drill: 'monthly' }).fires('Watchdog', 1, null);
  day.fires('Slow', 2, null, { goldwatch_drill: 'monthly' });
  expect(day.mail().text).toMatch(/, nothing fired\.\n$/);
});

test('a flood of names is bounded, counted, and said', () => {
  const day = new Day();
  for (let index = 0; index < 1_500; index += 1) day.fires(`Name${index}`, 10, 1, {});

  const { subject, text } = day.mail();

  expect(subject).toBe('goldwatch: alerts fired 1500 times (incomplete)');
  expect(text.match(/Name\d+ \(demo-api\)/g)).toHaveLength(200);
  expect(text).toContain('\n! 1300 alerts more are not listed.\n');
});

test('names and texts of others are text, whatever is in them, and get no line of their own', () => {
  const hostile = '<script>alert(1)</script>\r\nBcc: all@example.com\u2028"&\' {{ .Secret }}';
  const day = new Day().fires(hostile, 1, null, { severity: `x${hostile}`, service: hostile }, hostile);

  const { subject, text, html } = day.mail();

  expect(subject).toBe('goldwatch: alerts fired once; 1 alert fires now');
  expect(html).not.toContain('<script');
  expect(html).toContain(
    '<strong>&#60;script&#62;alert(1)&#60;/script&#62; Bcc: all@example.com &#34;&#38;&#39;',
  );
  expect(text).not.toMatch(/^Bcc/m);
});

test('no text of others opens a tag or breaks a line', () => {
  const frame = new Day().fires('A', 1, null, { severity: 'warning', service: 'a' }).mail();
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ unit: 'binary' }), (name, text) => {
      const { html, text: plain } = new Day()
        .fires(name, 1, null, { severity: 'warning', service: text }, text)
        .mail();
      expect(html.match(/</g)).toHaveLength(frame.html.match(/</g)?.length ?? 0);
      expect(plain.split('\n')).toHaveLength(frame.text.split('\n').length);
    }),
    { numRuns: 100 },
  );
});

test.each([
  [0, '0 s'],
  [45_400, '45 s'],
  [59_999, '1 min'],
  [MINUTE, '1 min'],
  [HOUR - 1, '1 h'],
  [HOUR, '1 h'],
  [3 * HOUR + 5 * MINUTE, '3 h 5 min'],
  [24 * HOUR, '1 d'],
  [49 * HOUR, '2 d 1 h'],
])('%d ms are read as %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});
