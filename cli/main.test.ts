import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../tests/support/process.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { runHere } from './testing/run_here.ts';

const { version } = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8')) as { version: string };

const USAGE = `The four golden signals of any service, on Prometheus and on CloudWatch, from one file.

  goldwatch up       start the whole stack here
  goldwatch serve    run the exporter
  goldwatch check    say whether monitoring.yml is right
  goldwatch render   write the files of Prometheus, Alertmanager, Grafana and CloudFormation; --check compares them
  goldwatch alert    list the alerts; send one down the real path, and wait for its receipt
  goldwatch doctor   say which link is broken, from the definition outwards, and what mends it
  goldwatch mirror   send what came since the last time to CloudWatch, once; --dry-run only shows it
  goldwatch secrets  make files with random secrets where they are missing; a line for a user

Each says more with --help. \`goldwatch --version\` is ${version}.
`;

describe('goldwatch', () => {
  test.each([['help'], ['--help'], ['-h']])('%s lists the commands', async (argument) => {
    expect(await runHere([argument], PROJECT)).toEqual({ status: 0, stdout: USAGE, stderr: '' });
  });

  test('without a command lists them too, and is called wrongly', async () => {
    expect(await runHere([], PROJECT)).toEqual({ status: 2, stdout: USAGE, stderr: '' });
  });

  test('--version is that of package.json', async () => {
    expect(await runHere(['--version'], PROJECT)).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  test.each([
    ['chek', 'There is no command "chek". Did you mean "check"?'],
    ['Render', 'There is no command "Render". Did you mean "render"?'],
    ['dashboards', 'There is no command "dashboards".'],
    // Names that every object has.
    ['constructor', 'There is no command "constructor".'],
    ['__proto__', 'There is no command "__proto__".'],
    ['', 'There is no command "".'],
  ])('refuses the command "%s"', async (name, sentence) => {
    expect(await runHere([name], PROJECT)).toEqual({
      status: 2,
      stdout: '',
      stderr: `${sentence}\n\n${USAGE}`,
    });
  });
});

describe.each(['up', 'serve', 'check', 'render', 'alert', 'doctor', 'secrets'])('goldwatch %s', (command) => {
  test.each(['--help', '-h'])('explains itself with %s, in a terminal of 112 columns', async (option) => {
    const { status, stdout, stderr } = await runHere([command, option], PROJECT);

    expect(stdout).toMatch(new RegExp(`^Usage: goldwatch ${command} .*\n\n(.+\n|\n)+$`));
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(112);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('wrong options', () => {
  test.each([
    [['check', '--confg', 'x.yml'], "Unknown option '--confg'. Did you mean '--config'?"],
    [['check', '--everything'], "Unknown option '--everything'."],
    [['check', '-x'], "Unknown option '-x'."],
    [['check', '--config'], '--config needs a value.'],
    [['check', '--config', '--help'], '--config needs a value.'],
    [['render', '--check=yes'], '--check takes no value.'],
    [['check', 'monitoring.yml'], "Unexpected argument 'monitoring.yml'."],
    [['secrets', '--halp'], "Unknown option '--halp'. Did you mean '--help'?"],
    [['up', '--promtheus-port', '1'], "Unknown option '--promtheus-port'. Did you mean '--prometheus-port'?"],
  ])('%j: a sentence, and how it is called', async (args, sentence) => {
    const { status, stdout, stderr } = await runHere(args, PROJECT);
    const { stdout: help } = await runHere([args[0] ?? '', '--help'], PROJECT);

    expect(stderr).toBe(`${sentence}\n\n${help}\n`);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});

describe('a definition that cannot be read', () => {
  test('names the file and what to do', async () => {
    const directory = await temporaryDirectory();

    expect(await runHere(['check'], directory)).toEqual({
      status: 1,
      stdout: '',
      stderr: `The definition ${directory}/monitoring.yml does not exist. Name another with --config FILE, or go to the folder that it is in.\n`,
    });
    expect(await runHere(['render', '--config', '.'], directory)).toEqual({
      status: 1,
      stdout: '',
      stderr: `The definition ${directory} is a folder. Name the file in it with --config FILE.\n`,
    });
    expect(await runHere(['serve', '-c', 'monitoring.yml/x'], PROJECT)).toEqual({
      status: 1,
      stdout: '',
      stderr: `The definition ${PROJECT}/monitoring.yml/x does not exist. Name another with --config FILE, or go to the folder that it is in.\n`,
    });
  });
});
