import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../tests/support/ports.ts';
import { goldwatch, PROJECT } from '../tests/support/process.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { runHere } from './testing/run_here.ts';

/** A folder with a definition whose exporter has a free port, and options with free ports for the others. */
async function installation(definition = 'sources: [{ type: container }]') {
  const directory = await temporaryDirectory();
  const port = await freePort();
  const text = `service: { name: api }\nexporter: { listen: "127.0.0.1:${port}", scrape_interval: 1s }\n${definition}\n`;
  await mkdir(join(directory, 'conf'));
  await writeFile(join(directory, 'conf/monitoring.yml'), text);
  const options: string[] = [];
  for (const program of ['prometheus', 'alertmanager', 'grafana', 'demo'])
    options.push(`--${program}-port`, `${await freePort()}`);
  return { directory, options: ['up', '--native', '--config', 'conf/monitoring.yml', ...options] };
}

/** Numbers of the processes whose command line has a text in it. */
async function processesWith(text: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((pid) => /^\d+$/.test(pid) && pid !== String(process.pid));
  const found: string[] = [];
  for (const pid of pids) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(text)) found.push(pid);
  }
  return found;
}

const started = (up: ReturnType<typeof goldwatch>) =>
  vi.waitFor(() => expect(up.output).toContain('Ctrl-C stops everything.'), { timeout: 60_000 });

describe('goldwatch up is called wrongly', () => {
  test.each([
    [['--demo-port', '0'], '--demo-port takes a port between 1 and 65535, not "0".'],
    [['--grafana-port', '65536'], '--grafana-port takes a port between 1 and 65535, not "65536".'],
    [['--prometheus-port', '9090x'], '--prometheus-port takes a port between 1 and 65535, not "9090x".'],
    [['--alertmanager-port', ''], '--alertmanager-port takes a port between 1 and 65535, not "".'],
  ])('with %j', async (options, sentence) => {
    expect(await runHere(['up', ...options], PROJECT)).toEqual({
      status: 2,
      stdout: '',
      stderr: `${sentence}\n`,
    });
  });
});

describe('goldwatch up', () => {
  test('runs the definition of another folder, whose demo logs where that definition looks', {
    timeout: 90_000,
  }, async () => {
    const { directory, options } = await installation(`sources:
  - type: logs
    files: [logs/*.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }`);
    const up = goldwatch(options, { cwd: directory });
    onTestFinished(() => up.end('SIGINT'));
    await started(up);
    const [, exporter = ''] = /^exporter +(http:\S+)/m.exec(up.output) ?? [];

    await vi.waitFor(
      async () => {
        const page = await fetch(`${exporter}/metrics`).then((response) => response.text());
        expect(page).toMatch(/^http_requests_total\{service="api",.*status="2/m);
      },
      { timeout: 20_000 },
    );

    expect(await readdir(join(directory, 'conf'))).toEqual(
      expect.arrayContaining(['logs', 'monitoring.yml', 'state']),
    );
  });

  test('tells a second one where it is and how to stop it', { timeout: 90_000 }, async () => {
    const { directory, options } = await installation();
    const up = goldwatch([...options, '--no-demo'], { cwd: directory });
    onTestFinished(() => up.end('SIGINT'));
    await started(up);
    const prometheus = options[options.indexOf('--prometheus-port') + 1];
    const before = await readFile(join(directory, 'conf/state/native/prometheus/prometheus.yml'), 'utf8');

    const { options: others } = await installation();
    const second = await runHere([...others, '--no-demo'], directory, process.env);

    expect(second).toEqual({
      status: 1,
      stdout: '',
      stderr:
        `This stack runs already: Prometheus is at http://127.0.0.1:${prometheus}. Ctrl-C in its terminal or \`kill ${up.child.pid}\` stops it. ` +
        'A second one needs an exporter.state_dir and ports of its own.\n',
    });
    const file = join(directory, 'conf/state/native/prometheus/prometheus.yml');
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  test('names a program that does not start, with its last lines, and stops the others', {
    timeout: 90_000,
  }, async () => {
    const { directory, options } = await installation();
    const bin = join(directory, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'prometheus'), '#!/bin/sh\necho "level=error msg=\\"disk full\\""\nexit 3\n');
    await chmod(join(bin, 'prometheus'), 0o755);
    const up = goldwatch([...options, '--no-demo'], {
      cwd: directory,
      env: { PATH: `${bin}:${process.env.PATH}` },
    });

    await vi.waitFor(() => expect(up.ended).toBe(true), { timeout: 60_000 });

    const [, afterStart] = up.output.split('Starting Prometheus… ');
    expect(afterStart?.replace(/^\d\d:\d\d:\d\d {2}/m, '')).toBe(`Prometheus    error: disk full
failed

Stopping…
Everything is stopped.
Prometheus ended with status 3 before it worked. Its last lines:
  level=error msg="disk full"
`);
    expect(up.child.exitCode).toBe(1);
    expect(await processesWith(directory)).toEqual([]);
  });

  test('ends everything where its terminal is gone', { timeout: 90_000 }, async () => {
    const { directory, options } = await installation();
    const up = goldwatch([...options, '--no-demo'], { cwd: directory });
    onTestFinished(() => up.end('SIGKILL'));
    await started(up);

    up.child.stdout?.destroy();
    up.child.stderr?.destroy();
    await up.end('SIGHUP');

    expect(await processesWith(directory)).toEqual([]);
    expect(up.child.exitCode).toBe(0);
  });

  test('leaves nothing behind even where it is killed', { timeout: 90_000 }, async () => {
    const { directory, options } = await installation();
    const up = goldwatch([...options, '--no-demo'], { cwd: directory });
    onTestFinished(() => up.end('SIGKILL'));
    await started(up);

    await up.end('SIGKILL');

    await vi.waitFor(async () => expect(await processesWith(directory)).toEqual([]), { timeout: 20_000 });
  });
});
