import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { runHere } from './testing/run_here.ts';

const NOTE =
  'Whether Prometheus takes the expressions and templates in it is not known: promtool is not on the PATH.';

let directory: string;

beforeEach(async () => {
  directory = await temporaryDirectory();
});

/** Runs a command on a definition with these alerts, where promtool is on the PATH unless said otherwise. */
async function on(command: string, alerts: readonly string[], path = process.env.PATH) {
  const list = alerts.map((settings) => `  - { severity: info, summary: S., ${settings} }\n`).join('');
  await writeFile(join(directory, 'monitoring.yml'), `service: { name: api }\nalerts:\n${list}`);
  return await runHere([command], directory, { PATH: path });
}

const REFUSED = [
  'name: Scalar, promql: "1 + 1", above: 1',
  'name: Fine, promql: up, above: 1',
  'name: Range, promql: "up[5m]", above: 1',
  'name: NotARange, promql: "rate(up)", above: 1',
  'name: Template, signal: error_ratio, above: 5%, description: "{{ nothing }}"',
  'name: Link, signal: error_ratio, above: 5%, runbook: "https://wiki.example.com/{{ alert }}"',
];

test.each(['check', 'render'])('%s refuses alerts that Prometheus would refuse', async (command) => {
  expect(await on(command, REFUSED)).toEqual({
    status: 1,
    stdout: '',
    stderr: `Prometheus would refuse monitoring.yml, and with it all of its alerts:
  Scalar: could not parse expression: 1:9: parse error: comparisons between scalars must use BOOL modifier
  Range: could not parse expression: 1:1: parse error: binary expression must contain only scalar and instant vector types
  NotARange: could not parse expression: 1:7: parse error: expected type range vector in call to function "rate", got instant vector
  Template: annotation "description": template: __alert_Template:1: function "nothing" not defined
  Link: annotation "runbook_url": template: __alert_Link:1: function "alert" not defined
`,
  });
  expect(await readdir(directory)).toEqual(['monitoring.yml']);
});

test.each(['check', 'render'])('%s has nothing to say where Prometheus takes them', async (command) => {
  const fine = [
    'name: Expression, promql: "up or vector(0) # all", above: 1',
    'name: Template, signal: error_ratio, above: 5%, description: "{{ $value | humanizePercentage }}"',
  ];

  const { status, stdout, stderr } = await on(command, fine);

  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).not.toContain('Prometheus takes');
});

test.each(['check', 'render'])(
  '%s says what it does not know where there is no promtool',
  async (command) => {
    const { status, stdout } = await on(command, REFUSED, '/nowhere');

    expect(stdout).toContain(`${NOTE}\n`);
    expect(status).toBe(0);
  },
);

test('the address of all runbooks is judged where it is a template', async () => {
  await writeFile(
    join(directory, 'monitoring.yml'),
    'service: { name: api, runbooks: "https://wiki.example.com/{{ alert }}" }\nsources: [{ type: container }]\nalerts: [HighMemory]\n',
  );

  expect(await runHere(['check'], directory, { PATH: process.env.PATH })).toEqual({
    status: 1,
    stdout: '',
    stderr: `Prometheus would refuse monitoring.yml, and with it all of its alerts:
  HighMemory: annotation "runbook_url": template: __alert_HighMemory:1: function "alert" not defined
`,
  });
});

test('alerts on signals alone need no promtool', async () => {
  const { stdout } = await on('check', ['name: Errors, signal: error_ratio, above: 5%'], '/nowhere');

  expect(stdout).not.toContain('promtool');
});

test('a promtool that fails otherwise is quoted', async () => {
  await writeFile(join(directory, 'promtool'), '#!/bin/sh\necho "out of memory" >&2\nexit 1\n', {
    mode: 0o755,
  });

  const { status, stderr } = await on('check', ['name: Fine, promql: up, above: 1'], directory);

  expect(stderr).toBe(
    'Prometheus would refuse monitoring.yml, and with it all of its alerts:\n  out of memory\n',
  );
  expect(status).toBe(1);
});
