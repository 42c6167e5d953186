import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { API_DOWN, HOSTILE } from './testing/alerts.ts';
import { type Messages, type Messenger, startMessenger } from './testing/messages.ts';
import { plain } from './testing/slack_text.ts';
import { cardOf } from './testing/stand_ins/msteams.ts';

let messenger: Messenger;

// One Alertmanager tells every kind of receiver of every alert; each kind refuses what the real one would refuse.
beforeAll(async () => {
  messenger = await startMessenger();
  return async () => {
    await messenger.stop();
    expect(messenger.refused()).toEqual([]);
  };
});

describe('what is meant as harm arrives as text', () => {
  const service = 'a "quoted" \\ <!channel> & 💥+1 {{ .ExternalURL }}';
  const matchers = `{alertname="Hostile", service="a \\"quoted\\" \\\\ <!channel> & 💥+1 {{ .ExternalURL }}", severity="critical"}`;
  let messages: Messages;

  beforeAll(async () => {
    await messenger.post(HOSTILE);
    messages = await messenger.messages('[FIRING:1] Hostile');
  });

  test('in Slack', () => {
    const [{ title, text, actions }] = messages.slack.attachments;

    expect(title).toBe(
      `🔴 [FIRING:1] Hostile · a "quoted" \\ &lt;!channel&gt; &amp; 💥+1 {{ .ExternalURL }} · critical`,
    );
    expect(text.split('\n')).toEqual([
      '*&lt;script&gt;alert("1 &amp; 2")&lt;/script&gt; 🙂*',
      '*"&gt;&lt;img src=x onerror=alert(1)&gt;* (limit `{{DATE(2025-11-21T03:12:00Z, SHORT)}}`) since <!date^1763694720^{date_short_pretty} at {time}|2025-11-21 03:12 UTC>',
      `${'&lt;&amp;&gt;é'.repeat(125)}…`,
      `\`long=${'x'.repeat(55)}…\` \`route=&lt;script&gt;alert(1)&lt;/script&gt;\` \`rtl=gpj.exe שלום\` \`user=back tick and *bold*: # 1\``,
    ]);
    expect(actions.map(({ text, url }) => [text, url])).toEqual([
      ['Runbook', undefined],
      ['Dashboard', 'https://example.com/a%20b%22%3Cc%3E%7Cd%60%28e%29&f=%5C'],
      ['Query', 'https://prometheus.example.com/graph?g0.expr=up'],
      [
        'Silence',
        expect.stringMatching(/^https:\/\/alertmanager\.example\.com\/#\/silences\/new\?filter=%7B/),
      ],
    ]);
    const silence = new URL(actions[3]?.url ?? '').hash;
    expect(decodeURIComponent(silence)).toBe(`#/silences/new?filter=${matchers}`);
    expect(silence).not.toMatch(/[+"<>{} ]/);
  });

  test('in PagerDuty, where each of the details stays a text for an Alertmanager that reads it as YAML', () => {
    const { summary, source, custom_details } = messages.pagerduty.payload;

    expect(summary).toBe(
      `Hostile · ${service}: <script>alert("1 & 2")</script> 🙂 "><img src=x onerror=alert(1)> (limit \`{{DATE(2025-11-21T03:12:00Z, SHORT)}}\`)`,
    );
    expect(source).toBe(service);
    expect(textsInDetails(messages.pagerduty).filter((detail) => !staysText(detail))).toEqual([]);
    expect(custom_details.description).toBe(`\u00a0${'<&>é'.repeat(250)}…`);
    expect(custom_details.firing).toContain(' user=back`tick and *bold*:\u00a0# 1');
  });

  test('in mail', () => {
    const { subject, html = '', text = '', headers } = messages.email;

    expect(subject).toBe(`🔴 [FIRING:1] Hostile · ${service} · critical`);
    expect(html).toContain('&lt;script&gt;alert(&#34;1 &amp; 2&#34;)&lt;/script&gt; 🙂');
    expect(html).not.toMatch(/<script|<img|javascript:/);
    const silence = /href="(?<url>[^"]+silences[^"]+)"/.exec(html)?.groups?.url ?? '';
    expect(decodeURIComponent(new URL(silence).hash)).toBe(`#/silences/new?filter=${matchers}`);
    expect(text).toContain(
      `[FIRING:1] Hostile · ${service} · critical\n<script>alert("1 & 2")</script> 🙂\n\n`,
    );
    expect(text).not.toContain('javascript:');
    expect(headers).toContainEqual(
      expect.objectContaining({
        key: 'references',
        value: '<goldwatch.1763694720.Hostile.a-quoted-channel-1-ExternalURL-@alertmanager>',
      }),
    );
  });

  test('in SNS', () => {
    const { Subject, attributes } = messages.sns;

    expect(Subject).toBe('[FIRING:1] critical Hostile a "quoted" \\ <!channel> & ?+1 {{ .ExternalURL }}');
    expect(attributes).toEqual({ alertname: 'Hostile', service, severity: 'critical', status: 'firing' });
  });

  test('in Teams', () => {
    const [title, text] = cardOf(messages.msteams);

    expect(title).toBe(
      '🔴 [FIRING:1] Hostile · a "quoted" \\\\ \\<!channel\\> & 💥+1 {\u200b{\u200b .ExternalURL }} · critical',
    );
    expect(text).toContain('**\\<script\\>alert\\("1 & 2"\\)\\</script\\> 🙂**\n\n');
    expect(text).toContain('(limit \\`{\u200b{\u200bDATE\\(2025-11-21T03:12:00Z, SHORT\\)}}\\`)');
    expect(text).not.toContain('javascript:');
  });
});

test('as many alerts as can be, and each as long as can be, are within the limits', async () => {
  const long = '<&>'.repeat(1000);
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
  const alert = (index: number) => ({
    labels: {
      ...Object.fromEntries(names.map((name) => [name, `${index}${long}`])),
      alertname: `Long${index}${long}`,
      service: 'long',
      severity: 'warning',
    },
    annotations: {
      summary: `${index}${long}`,
      description: `${index}${long}`,
      value: `${index}${long}`,
      threshold: `${index}${long}`,
      runbook_url: `https://wiki.example.com/${index}${'a'.repeat(250)}`,
      dashboard_url: `https://grafana.example.com/${index}${'a'.repeat(250)}`,
    },
    startsAt: API_DOWN.startsAt,
    generatorURL: `https://prometheus.example.com/${index}${long}`,
  });
  const alerts = Array.from({ length: 24 }, (_, index) => alert(index + 10));
  await messenger.post(...alerts);
  await messenger.messages('[FIRING:24] Long');

  await messenger.post(...alerts.slice(0, 12).map((one) => ({ ...one, endsAt: '2025-11-21T04:24:00Z' })));

  const { slack, sns } = await messenger.messages('[FIRING:12] Long', 'Lasted');
  expect(plain(slack.attachments[0].text)).toContain('…and 2 more\n');
  expect(plain(slack.attachments[0].text)).toContain('…and 7 more resolved');
  expect(sns.Message).toContain('…and 2 more resolved');
  expect(messenger.refused()).toEqual([]);
});

test('where a filter would be too long, there is no way to a silence, and to all alerts', async () => {
  await messenger.post({
    ...API_DOWN,
    labels: { ...API_DOWN.labels, alertname: 'Endless', service: 'é'.repeat(2048) },
  });

  const { slack, pagerduty, email, sns, msteams } = await messenger.messages('[FIRING:1] Endless');

  const all = 'https://alertmanager.example.com/#/alerts';
  expect(slack.attachments[0]).toMatchObject({ title_link: all, actions: [{}, {}, {}, { text: 'Silence' }] });
  expect(slack.attachments[0].actions[3]).not.toHaveProperty('url');
  expect(pagerduty).toMatchObject({ client_url: all });
  expect(sns.Message.split('\n').at(-1)).toBe(`Alerts:    ${all}`);
  expect(cardOf(msteams)[1]).toMatch(/\[Alerts\]\(https:\/\/alertmanager\.example\.com\/#\/alerts\)$/);
  expect(email.html).not.toContain('silences');
});

test('nothing that labels and annotations may hold makes a receiver refuse a message', async () => {
  const markup = fc.constantFrom(...'<>&"\'`*_|{}\\\n#:- %$()[]~\u202e\u0001a1');
  const any = fc.string({ unit: 'binary', maxLength: 100 }).filter((value) => value.isWellFormed());
  const text = fc.oneof(any, fc.string({ unit: markup, maxLength: 100 }));
  const alert = fc.record({ service: text, route: text, summary: text, value: text, url: text });
  const property = fc.asyncProperty(fc.array(alert, { minLength: 20, maxLength: 20 }), async (all) => {
    const posted = all.map(({ service, route, summary, value, url }, index) => ({
      labels: { alertname: `Any${index + 10}`, severity: 'critical', service, route },
      annotations: {
        summary,
        description: summary,
        value,
        threshold: value,
        runbook_url: `https://${url}`,
        dashboard_url: `https://example.com/${url}`,
      },
      startsAt: API_DOWN.startsAt,
    }));
    await messenger.post(...posted);
    for (const { labels } of posted) {
      const { pagerduty, email } = await messenger.messages(`[FIRING:1] ${labels.alertname}`);
      expect(textsInDetails(pagerduty).filter((detail) => !staysText(detail))).toEqual([]);
      expect(email.html).not.toMatch(/<script|<img|<[^>]* on\w+=/);
    }
    expect(messenger.refused()).toEqual([]);
  });

  // Each run takes twenty messages of five kinds, and nothing shrinks what has been sent.
  await fc.assert(property, { numRuns: 1, endOnFailure: true });
});

function textsInDetails({ payload }: Messages['pagerduty']): string[] {
  const { num_firing: _, num_resolved: __, ...texts } = payload.custom_details;
  return Object.values(texts);
}

// What is no YAML at all Alertmanager leaves as it is.
function staysText(detail: string): boolean {
  try {
    return typeof parse(detail) === 'string';
  } catch {
    return true;
  }
}
