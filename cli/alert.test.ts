import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { PROJECT } from '../tests/support/process.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { runHere } from './testing/run_here.ts';

const DEFINITION = `
service: { name: shop }
sources: [{ type: container }, { type: container, name: batch, service: batch }]
alerts:
  - { name: ApiDown, severity: critical, signal: error_ratio, above: 90%, for: 2m, summary: S. }
  - { name: BatchIsSlow, severity: warning, signal: latency, service: batch, quantile: 0.95, above: 1s, summary: S. }
notify:
  pagerduty: { routing_key_file: secrets/pagerduty }
  slack: { webhook_file: secrets/slack, channels: { critical: "#alerts", warning: "#monitoring" } }
`;

async function alert(...args: readonly string[]) {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'monitoring.yml'), DEFINITION);
  return await runHere(['alert', ...args], directory);
}

describe('goldwatch alert list', () => {
  test('says what each alert is about, and whom it tells', async () => {
    const { status, stdout, stderr } = await alert('list');

    const [header, ...rows] = stdout.split('\n').map((line) => line.split(/ {2,}/));
    expect(header).toEqual(['ALERT', 'SEVERITY', 'SERVICE', 'FOR', 'TELLS']);
    expect(rows).toEqual(
      expect.arrayContaining([
        ['ApiDown', 'critical', '(each)', '2m', 'the exporter, PagerDuty, Slack #alerts'],
        ['BatchIsSlow', 'warning', 'batch', '5m', 'the exporter, Slack #monitoring'],
        ['Watchdog', 'info', 'goldwatch', '0s', 'the exporter'],
      ]),
    );
    expect([status, stderr]).toEqual([0, '']);
  });

  test('--json says the same to programs', async () => {
    const { stdout } = await alert('list', '--json');

    expect(JSON.parse(stdout)).toContainEqual({
      name: 'BatchIsSlow',
      severity: 'warning',
      service: 'batch',
      for: '5m',
      tells: ['the exporter', 'Slack #monitoring'],
    });
  });
});

describe('goldwatch alert, called wrongly,', () => {
  let help: string;
  beforeAll(async () => {
    help = (await runHere(['alert', 'test', '--help'], PROJECT)).stdout;
  });

  const wrong = (stderr: string) => ({ status: 2, stdout: '', stderr: `${stderr}\n` });

  test('names the nearest command', async () => {
    const { stdout } = await alert('--help');

    expect(await alert('lst')).toEqual(
      wrong(`There is no command "alert lst". Did you mean "list"?\n\n${stdout}`),
    );
    expect(await alert()).toEqual(wrong(stdout));
  });

  test('names the nearest alert, or all of them', async () => {
    expect(await alert('test', 'ApiDwon')).toEqual(
      wrong('monitoring.yml has no alert "ApiDwon". Did you mean "ApiDown"?'),
    );
    const { status, stderr } = await alert('test', 'ApiDown', 'Rain');
    expect(stderr).toMatch(/^monitoring.yml has no alert "Rain". There are ApiDown, BatchIsSlow, .*Watchdog/);
    expect(status).toBe(2);
  });

  test('wants one way to say which alerts', async () => {
    expect(await alert('test')).toEqual(wrong(`Which alert?\n\n${help}`));
    expect(await alert('test', '--all', 'ApiDown')).toEqual(
      wrong(`NAME, --severity and --all exclude each other.\n\n${help}`),
    );
  });

  test.each([
    [['--severity', 'high'], '--severity takes one of critical, warning or info, not "high".'],
    [['--timeout', '1s', 'ApiDown'], '--timeout takes a duration from 5s to 1h, not "1s".'],
    [['--timeout', 'soon', 'ApiDown'], '--timeout takes a duration from 5s to 1h, not "soon".'],
    [
      ['--alertmanager', '127.0.0.1:9093', 'ApiDown'],
      '--alertmanager takes an address such as http://127.0.0.1:9093, not "127.0.0.1:9093".',
    ],
    [
      ['--exporter', 'ftp://x', 'ApiDown'],
      '--exporter takes an address such as http://127.0.0.1:9464, not "ftp://x".',
    ],
  ])('%j: says what it takes', async (args, sentence) => {
    expect(await alert('test', ...args)).toEqual(wrong(sentence));
  });
});
