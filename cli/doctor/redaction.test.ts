import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { loadConfig } from '../arguments.ts';
import { runHere } from '../testing/run_here.ts';
import { redaction } from './redaction.ts';

const FILES = [
  'token',
  'password',
  'prometheus',
  'slack',
  'pagerduty',
  'mail',
  'webhook',
  'heartbeat',
  'grafana',
] as const;
const VARIABLES = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;
const DEFINITION = `
service: { name: shop }
exporter:
  token_file: secrets/token
  basic_auth_users_file: secrets/users
  http_config: { basic_auth: { username: me, password_file: secrets/password } }
  prometheus_token_file: secrets/prometheus
notify:
  slack: { webhook_file: secrets/slack, channels: { critical: "#alerts" } }
  pagerduty: { routing_key_file: secrets/pagerduty }
  email: { smarthost: "mail:587", from: a@example.com, username: a, password_file: secrets/mail, to: { critical: b@example.com } }
  webhooks: [{ name: pager, url_file: secrets/webhook }]
  heartbeat: { url_file: secrets/heartbeat }
`;

const secret = fc.string({ minLength: 8, maxLength: 40, unit: fc.constantFrom(...'abcXYZ019_-$&*().') });

async function redactionOf(secrets: readonly string[]) {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'secrets'));
  await writeFile(join(directory, 'monitoring.yml'), DEFINITION);
  await Promise.all(
    FILES.map((file, index) => writeFile(join(directory, 'secrets', file), `${secrets[index]}\n`)),
  );
  const environment = Object.fromEntries(
    VARIABLES.map((name, index) => [name, secrets[FILES.length + index]]),
  );
  const io = { environment, directory } as Parameters<typeof loadConfig>[1];
  const loaded = await loadConfig('monitoring.yml', io);
  return await redaction(loaded, io, [join(directory, 'secrets/grafana')]);
}

test('no secret of any file or variable is left in what is told, wherever it stands', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(secret, { minLength: 11, maxLength: 11 }),
      fc.array(fc.string(), { minLength: 12, maxLength: 12 }),
      async (secrets, between) => {
        const redact = await redactionOf(secrets);
        const told = redact(between.map((text, index) => text + (secrets[index] ?? '')).join(''));

        for (const one of secrets) expect(told).not.toContain(one);
      },
    ),
    { numRuns: 15 },
  );
});

test('addresses keep no password, token or path of a webhook, also of those that nobody has named', async () => {
  const redact = await redactionOf(Array.from({ length: 11 }, (_one, index) => `secret-number-${index}`));

  expect(redact('Get "http://me:hunter2@app:8000/metrics?api_key=abcdef": refused')).toBe(
    'Get "http://<secret>@app:8000/metrics?api_key=<secret> refused',
  );
  expect(redact('https://hooks.slack.com/services/T0/B0/abc refused')).toBe(
    'https://hooks.slack.com/<secret> refused',
  );
});

test('`goldwatch doctor` tells of no secret in a file, however little works', async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'secrets'));
  await writeFile(
    join(directory, 'monitoring.yml'),
    DEFINITION.replace('token_file: secrets/token', 'listen: 127.0.0.1:1'),
  );
  for (const file of FILES) await writeFile(join(directory, 'secrets', file), `hidden in ${file}\n`);
  await writeFile(
    join(directory, 'secrets/users'),
    'me: $2b$10$abcdefghijklmnopqrstuuMPzDeWLBOhJDFn2Lg3b8pFXMyFm1Wm\n',
  );
  const { stdout, stderr } = await runHere(['doctor', '--json'], directory, {
    AWS_SECRET_ACCESS_KEY: 'hidden here',
  });

  expect(stdout).toContain('"alertmanager.secret_file"');
  expect(stdout + stderr).not.toContain('hidden');
});
