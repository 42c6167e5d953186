import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../tests/support/ports.ts';
import { goldwatch, type ProcessUnderTest } from '../tests/support/process.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { runHere } from './testing/run_here.ts';

let directory: string;
let url: string;

const definition = (listen: string) =>
  `service: { name: api }\nexporter: { listen: "${listen}" }\nsources: [{ type: container }]\n`;

const write = (text: string) => writeFile(join(directory, 'monitoring.yml'), text);

beforeEach(async () => {
  directory = await temporaryDirectory();
  const listen = `127.0.0.1:${await freePort()}`;
  url = `http://${listen}`;
  await write(definition(listen));
});

/** `goldwatch serve` as a process; it ends with the test. */
function serve(...args: readonly string[]): ProcessUnderTest {
  const exporter = goldwatch(['serve', ...args], { cwd: directory });
  onTestFinished(() => exporter.end('SIGKILL'));
  return exporter;
}

const linesOf = ({ output }: ProcessUnderTest) =>
  output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: number; msg: string; url?: string });

const messagesOf = (exporter: ProcessUnderTest) => linesOf(exporter).map(({ msg }) => msg);

describe('goldwatch serve is called wrongly', () => {
  test.each([
    ['localhost', '--listen takes an address and port such as 127.0.0.1:9464, not "localhost".'],
    [':9464', '--listen takes an address and port such as 127.0.0.1:9464, not ":9464".'],
    ['127.0.0.1:99999', '--listen takes an address and port such as 127.0.0.1:9464, not "127.0.0.1:99999".'],
  ])('with --listen %s', async (listen, sentence) => {
    expect(await runHere(['serve', '--listen', listen], directory)).toEqual({
      status: 2,
      stdout: '',
      stderr: `${sentence}\n`,
    });
  });

  test.each([
    ['prometheus', 'prometheus:9090', 9090],
    ['grafana', 'ftp://grafana', 3000],
  ])('with an address of %s that is none', async (option, address, port) => {
    expect(await runHere(['serve', `--${option}`, address], directory)).toEqual({
      status: 2,
      stdout: '',
      stderr: `--${option} takes an address such as http://127.0.0.1:${port}, not "${address}".\n`,
    });
  });

  test('with an address to mirror to that is none', async () => {
    expect(await runHere(['serve', '--mirror-to', 'localhost:4582'], directory)).toEqual({
      status: 2,
      stdout: '',
      stderr: '--mirror-to takes an address such as http://127.0.0.1:4582, not "localhost:4582".\n',
    });
  });
});

describe('goldwatch serve cannot start', () => {
  test('where others could reach it without authentication', async () => {
    const { status, stderr } = await runHere(['serve', '--listen', '0.0.0.0:9464'], directory);

    expect(stderr).toMatch(
      /^The exporter would listen on 0\.0\.0\.0:9464, .* without authentication\. .+\n$/,
    );
    expect(status).toBe(1);
  });

  test('with a token file that is not there', async () => {
    const { status, stderr } = await runHere(['serve', '--token-file', 'nowhere/token'], directory);

    expect(stderr).toMatch(new RegExp(`^The token file ${directory}/nowhere/token cannot be read: .+\n$`));
    expect(status).toBe(1);
  });

  test('with a definition that is wrong, and shows where', async () => {
    await write('service: { nam: api }\n');

    const { status, stderr } = await runHere(['serve'], directory);

    expect(stderr).toContain('monitoring.yml:1:12: unknown key "nam" in service\n');
    expect(stderr.endsWith('2 mistakes in monitoring.yml\n')).toBe(true);
    expect(status).toBe(1);
  });
});

describe('goldwatch serve', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'ends on %s with status 0, its last lines written',
    async (signal) => {
      const exporter = serve();
      await exporter.answers(`${url}/-/ready`);

      await exporter.end(signal);

      expect(exporter.child.exitCode).toBe(0);
      expect(linesOf(exporter)[0]).toMatchObject({ msg: 'The exporter listens.', url });
      expect(messagesOf(exporter).at(-1)).toBe('The exporter stops.');
    },
  );

  test('listens where --listen says, whatever the definition says', async () => {
    const other = `127.0.0.1:${await freePort()}`;
    const exporter = serve('--listen', other);

    await exporter.answers(`http://${other}/-/ready`);

    expect(linesOf(exporter)[0]).toMatchObject({ url: `http://${other}` });
  });

  test('loads the definition anew on SIGHUP', async () => {
    const exporter = serve();
    await exporter.answers(`${url}/-/ready`);
    const page = () => fetch(`${url}/metrics`).then((response) => response.text());
    expect(await page()).not.toContain('source="host"');
    await write(definition(url.slice('http://'.length)).replace('container }', 'container, name: host }'));

    exporter.child.kill('SIGHUP');

    await vi.waitFor(() => expect(messagesOf(exporter)).toContain('The configuration is loaded.'), {
      timeout: 10_000,
    });
    // A source is up when it has worked, which is after it was started.
    const source = 'goldwatch_source_up{source="host",type="container"}';
    await vi.waitFor(async () => expect(await page()).toContain(source), { timeout: 10_000 });
    expect(await page()).toContain('goldwatch_config_last_reload_successful 1');
  });

  test('goes on with what it has where the new definition is wrong, and says why', async () => {
    const exporter = serve();
    await exporter.answers(`${url}/-/ready`);
    await write('service: { name: api }\nsources: [{ type: containr }]\n');

    exporter.child.kill('SIGHUP');

    await vi.waitFor(() => expect(messagesOf(exporter).at(-1)).toContain('mistake in'), { timeout: 10_000 });
    expect(linesOf(exporter).at(-1)).toMatchObject({
      level: 50,
      msg: `The configuration in use stays as it is, since the new one cannot be used:
monitoring.yml:2:19: sources[0].type is unknown
  2 | sources: [{ type: containr }]
    |                   ^^^^^^^^
  expected one of logs, container, events, llm, deployments or scrape
  did you mean "container"?

1 mistake in monitoring.yml`,
    });
    const page = await fetch(`${url}/metrics`).then((response) => response.text());
    expect(page).toContain('goldwatch_source_up{source="container",type="container"}');
    expect(page).toContain('goldwatch_config_last_reload_successful 0');
  });

  test('goes on with what it has where the definition is gone, and says so', async () => {
    const exporter = serve('--config', 'monitoring.yml');
    await exporter.answers(`${url}/-/ready`);
    const { rm } = await import('node:fs/promises');
    await rm(join(directory, 'monitoring.yml'));

    exporter.child.kill('SIGHUP');

    await vi.waitFor(
      () =>
        expect(messagesOf(exporter).at(-1)).toBe(
          `The configuration in use stays as it is, since the new one cannot be used:\nThe definition ${directory}/monitoring.yml does not exist. Name another with --config FILE, or go to the folder that it is in.`,
        ),
      { timeout: 10_000 },
    );
    expect((await fetch(`${url}/-/ready`)).status).toBe(200);
  });
});
