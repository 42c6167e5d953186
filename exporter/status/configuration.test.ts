import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { configurationView, maskYaml } from './configuration.ts';

/** A reference to the environment, as it is in a file. */
const reference = (text: string) => `\${${text}}`;

const TESTDATA = new URL('../../definition/testdata/', import.meta.url);

describe('the configuration that is shown', () => {
  test('is the text of the file, comments and references to the environment included', () => {
    const text = [
      '# What is watched.',
      'service:',
      '  name: api',
      `  environment: ${reference('ENVIRONMENT:-staging')} # staging, or production`,
      'exporter:',
      '  token_file: secrets/token',
      "  prometheus: 'http://prometheus:9090'",
      'notify: { slack: { webhook_file: secrets/slack, channels: { critical: "#alerts" } } }',
      '',
    ].join('\n');

    expect(configurationView({ text, readAt: 7 })).toEqual({ version: 1, readAt: 7, text });
  });

  test.each(readdirSync(TESTDATA).filter((name) => name.endsWith('.ok.yml')))(
    'is %s to the letter, which has no secret',
    (name) => {
      const text = readFileSync(new URL(name, TESTDATA), 'utf8');
      expect(maskYaml(text)).toBe(text);
    },
  );

  test.each([
    ['a password of an address', 'a: http://ops:hunter2@db:1/x', 'a: http://<secret>@db:1/x'],
    ['a password with signs', `a: "http://ops:a<'b|c@db/"`, 'a: "http://<secret>@db/"'],
    ['a parameter of an address', 'a: "http://a/b?x=1&token=hunter2"', 'a: "http://a/b?x=1&token=<secret>"'],
    ['an escaped address', 'a: "http://\\u006fps:hunter2@db/"', 'a: "http://<secret>@db/"'],
    [
      'a webhook of Slack',
      'url: https://hooks.slack.com/services/T0/B0/hunter2',
      'url: https://hooks.slack.com/<secret>',
    ],
    [
      'a webhook of Teams',
      'url: https://x.webhook.office.com/webhookb2/hunter2?sig=a',
      'url: https://x.webhook.office.com/<secret>?<secret>',
    ],
    [
      'a webhook of Discord',
      'url: https://discord.com/api/webhooks/1/hunter2',
      'url: https://discord.com/<secret>',
    ],
    [
      'a key of PagerDuty',
      'url: https://events.pagerduty.com/integration/0123456789abcdef0123456789abcdef/enqueue',
      'url: https://events.pagerduty.com/integration/<secret>/enqueue',
    ],
    ['a password', 'password: hunter2 # ours', 'password: <secret> # ours'],
    ['a key', 'api_key: "hunter2"', 'api_key: <secret>'],
    ['a name in one word', 'dbpassword: hunter2', 'dbpassword: <secret>'],
    ['a name in one word in a comment', '# AUTHTOKEN=hunter2', '# AUTHTOKEN=<secret>'],
    ['a default of a variable', `token: ${reference('TOKEN:-hunter2')}`, 'token: <secret>'],
    ['a list', 'tokens: [hunter2, 12]', 'tokens: [<secret>, <secret>]'],
    [
      'a header',
      'headers: { Authorization: Basic aHVudGVyMg==, Accept: a/b }',
      'headers: { Authorization: <secret>, Accept: a/b }',
    ],
    ['a block', 'password: |\n  hunter2\n  more\na: 1', 'password: <secret>\na: 1'],
    ['an alias', 'from: &its hunter2\npassword: *its', 'from: &its <secret>\npassword: *its'],
    ['a token of a known form', 'description: ask xoxb-hunter2-hunter2', 'description: ask <secret>'],
    ['a comment', 'a: 1 # password: hunter2', 'a: 1 # password: <secret>'],
    ['an address in a comment', '# http://ops:hunter2@db/\na: 1', '# http://<secret>@db/\na: 1'],
    ['a password with an @ and a slash', 'a: http://ops:p@ss/hunter2@db:1/x', 'a: http://<secret>@db:1/x'],
    [
      'every address of a list in one text',
      'a: http://h:80/x,http://ops:hunter2@db/',
      'a: http://h:80/x,http://<secret>@db/',
    ],
    [
      'an address within an address',
      'a: http://h/?to=http://ops:hunter2@db/',
      'a: http://h/?to=http://<secret>@db/',
    ],
    ['a parameter behind a semicolon', 'a: http://h/?x=1;token=hunter2', 'a: http://h/?x=1;token=<secret>'],
    [
      'a parameter behind a #',
      'a: http://h/#access_token=hunter2&x=1',
      'a: http://h/#access_token=<secret>&x=1',
    ],
    [
      'a bot token of Telegram at an address of its own',
      'a: http://h/bot123456789:AAhunter2hunter2/send',
      'a: http://h/<secret>/send',
    ],
    ['a password of several words in a comment', '# password: "hunter 2 x"', '# password: <secret>'],
    ['a password in a comment without quotes', '# password: hunter, 2 x', '# password: <secret>'],
    ['a password with quotes in an address in a comment', `# http://ops:a"b'c@db/`, '# http://<secret>@db/'],
    ['the second setting of a comment', '# name: a, pass: hunter2', '# name: a, pass: <secret>'],
  ])('masks %s', (_what, text, shown) => {
    expect(maskYaml(text)).toBe(shown);
    expect(maskYaml(shown)).toBe(shown);
  });

  test.each(['webhook_url', 'secret_key', 'private-key', 'pass', 'pwd', 'dsn', 'cookie', 'auth', 'apiKey'])(
    'masks what follows %s in a comment',
    (key) => {
      expect(maskYaml(`# ${key}: hunter2\na: 1`)).toBe(`# ${key}: <secret>\na: 1`);
    },
  );

  test('shows what says where a secret is: a file, a variable, a name', () => {
    const text = [
      'password_file: secrets/password',
      `password: ${reference('PASSWORD')}`,
      'basic_auth: { username: goldwatch, password_file: secrets/scrape }',
      'monkey: banana',
      '# token_file: secrets/token',
    ].join('\n');

    expect(maskYaml(text)).toBe(text);
  });

  test('is a sentence where the text cannot be read', () => {
    expect(maskYaml('a: [hunter2')).toBe(
      '# monitoring.yml is not shown, since its secrets cannot be told from the rest.\n',
    );
  });

  test('never has a secret, wherever in the file it is and however it is written', () => {
    const letters = fc.constantFrom(...'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789');
    const secret = fc
      .array(letters, { minLength: 24, maxLength: 40 })
      .map((all) => `${all.join('')}q7`)
      .filter((text) => /\d/.test(text));
    /** Places in which a person may write a secret. */
    const place = fc.constantFrom<(text: string) => unknown>(
      (text) => ({ notify: { webhooks: [{ name: 'a', url: `http://a.example.com/hook/${text}` }] } }),
      (text) => ({ notify: { webhooks: [{ name: 'a', url: `http://a.example.com/hook?id=${text}` }] } }),
      (text) => ({ notify: { webhooks: [{ name: 'a', url: `https://ops:${text}@a.example.com/` }] } }),
      (text) => ({ notify: { slack: { webhook_file: `https://hooks.slack.com/services/T1/B2/${text}` } } }),
      (text) => ({ notify: { msteams: { webhook_file: `https://prod.logic.azure.com/w/x?sig=${text}` } } }),
      (text) => ({
        notify: { pagerduty: { url: `https://events.pagerduty.com/integration/${text}/enqueue` } },
      }),
      (text) => ({ notify: { email: { smarthost: 'mail:25', password: text } } }),
      (text) => ({ notify: { heartbeat: { url: `https://hc-ping.com/${text}` } } }),
      (text) => ({ exporter: { prometheus: `http://${text}@prometheus:9090` } }),
      (text) => ({ sources: [{ type: 'scrape', targets: [`http://api:1/metrics?token=${text}`] }] }),
      (text) => ({ sources: [{ type: 'scrape', headers: { 'X-Api-Key': text } }] }),
      (text) => ({ sources: [{ type: 'scrape', authorization: { credentials: text } }] }),
      (text) => ({ alerts: [{ runbook: `https://wiki.example.com/a?key=${text}` }] }),
      (text) => ({ mirror: { cloudwatch: { endpoint: `https://key:${text}@localhost:1` } } }),
      (text) => ({ mirror: { cloudwatch: { secret_access_key: text } } }),
    );
    const style = fc.record({
      defaultStringType: fc.constantFrom(
        'PLAIN',
        'QUOTE_DOUBLE',
        'QUOTE_SINGLE',
        'BLOCK_LITERAL',
        'BLOCK_FOLDED',
      ),
      collectionStyle: fc.constantFrom('block', 'flow', 'any'),
      lineWidth: fc.constantFrom(0, 20, 80),
    } as const);
    const asComment = (text: string) => text.replace(/^/gm, '# ');
    fc.assert(
      fc.property(secret, place, style, fc.boolean(), (text, at, how, isComment) => {
        const written = stringify(at(text), isComment ? { lineWidth: 0 } : how);

        const shown = maskYaml(isComment ? asComment(written) : written);

        expect(shown).not.toContain(text);
        expect(shown).toContain('<secret>');
      }),
      { numRuns: 500 },
    );
  });
});
