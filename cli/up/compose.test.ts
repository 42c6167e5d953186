import { appendFile, chmod, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { PROJECT, ProcessUnderTest } from '../../tests/support/process.ts';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';

// A copy of the project, since `up` renders into it.
const COPIED = [
  'alerting',
  'cli',
  'cloudwatch',
  'conventions',
  'definition',
  'exporter',
  'grafana',
  'instrument',
  'metrics',
  'prometheus',
  'slo',
  'docker-compose.monitoring.yml',
  'monitoring.yml',
  'package.json',
];

let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'goldwatch-project-'));
  const filter = (path: string) => !path.endsWith('testdata');
  for (const part of COPIED) await cp(join(PROJECT, part), join(project, part), { recursive: true, filter });
  await symlink(join(PROJECT, 'node_modules'), join(project, 'node_modules'));
});

afterAll(() => rm(project, { recursive: true }));

const compose = (command: string) =>
  `compose --file ${project}/docker-compose.monitoring.yml --profile demo ${command}`;

/**
 * `goldwatch up` where a Docker answers: a script in its place, which writes down how it is called. `answer` is
 * what it does when it is asked to start the containers.
 */
async function upWithDocker(answer: string, ...options: readonly string[]) {
  const directory = await temporaryDirectory();
  const calls = join(directory, 'calls');
  const script = `#!/bin/sh
echo "$*" >> ${calls}
case "$*" in
  *' up '*) ${answer} ;;
  *' logs '*) echo 'exporter-1  | {"level":30}'; exec sleep 1000 ;;
esac
`;
  await writeFile(join(directory, 'docker'), script);
  await chmod(join(directory, 'docker'), 0o755);
  const up = new ProcessUnderTest(process.execPath, ['cli/bin.ts', 'up', ...options], {
    cwd: project,
    env: { PATH: `${directory}:${process.env.PATH}` },
  });
  onTestFinished(() => up.end('SIGKILL'));
  const ended = () => vi.waitFor(() => expect(up.ended).toBe(true), { timeout: 20_000 });
  return { up, ended, calls: async () => (await readFile(calls, 'utf8')).trim().split('\n') };
}

describe('goldwatch up, where Docker answers,', () => {
  test('starts the containers, shows where they are and what they log, and takes them down', async () => {
    const { up, calls } = await upWithDocker('true');
    await vi.waitFor(() => expect(up.output).toContain('exporter-1  |'), { timeout: 20_000 });
    expect(up.output).toContain(`
PROGRAM       ADDRESS
exporter      http://localhost:9464  needs its token: \`docker compose -f docker-compose.monitoring.yml logs secrets\` says where
Prometheus    http://localhost:9090  queries, rules, targets
Alertmanager  http://localhost:9093  alerts, silences
Grafana       http://localhost:3000  user admin; the same log says where its password is

Ctrl-C stops everything.
`);

    await up.end('SIGINT');

    expect(up.child.exitCode).toBe(0);
    expect(await calls()).toEqual([
      'info',
      'compose version',
      compose('up --detach --build --wait'),
      compose('logs --follow --since 1s'),
      compose('down'),
    ]);
  });

  test('renders what they mount, where the definition has changed since', async () => {
    await appendFile(join(project, 'monitoring.yml'), '\n# and more\n');
    const text = await readFile(join(project, 'monitoring.yml'), 'utf8');
    const unchanged = await upWithDocker('exit 1');
    await unchanged.ended();
    await writeFile(join(project, 'monitoring.yml'), text.replace('name: demo-api', 'name: other-api'));
    const file = join(project, 'prometheus/prometheus.yml');
    await writeFile(file, 'old\n');

    const { up, ended } = await upWithDocker('exit 1');
    await ended();

    expect(unchanged.up.output).not.toContain('Rendered');
    expect(up.output).toContain(
      'Rendered prometheus/prometheus.yml, which was not what monitoring.yml says.\n',
    );
    expect(await readFile(file, 'utf8')).toContain('scrape_configs:');
  });

  test('leaves containers that do not become healthy to be looked at', async () => {
    const { up, ended, calls } = await upWithDocker('echo "exporter is unhealthy" >&2; exit 17');

    await ended();

    expect(up.output).toContain(`exporter is unhealthy
The stack did not become healthy; what Docker says stands above. It is left as it is: \`docker compose -f docker-compose.monitoring.yml logs\` says more, \`docker compose -f docker-compose.monitoring.yml down\` removes it.
`);
    expect(up.child.exitCode).toBe(1);
    expect(await calls()).toEqual(['info', 'compose version', compose('up --detach --build --wait')]);
  });

  test('takes down what was started where it is interrupted meanwhile', async () => {
    const { up, calls } = await upWithDocker('echo building; exec sleep 2');
    await vi.waitFor(() => expect(up.output).toContain('building'), { timeout: 20_000 });

    await up.end('SIGINT');

    expect(up.child.exitCode).toBe(0);
    expect(up.output).not.toContain('healthy');
    expect((await calls()).at(-1)).toBe(compose('down'));
  });

  test('refuses a definition that the containers would not read', async () => {
    const other = join(await temporaryDirectory(), 'monitoring.yml');
    await writeFile(other, 'service: { name: api }\n');
    const { up, ended, calls } = await upWithDocker('true', '--config', other);

    await ended();

    expect(up.output).toBe(
      `Containers run on ${project}/monitoring.yml, not on ${other}. With --native it runs as processes on this machine.\n`,
    );
    expect(up.child.exitCode).toBe(1);
    expect(await calls()).toEqual(['info', 'compose version']);
  });

  test('refuses ports, which are the containers’ own', async () => {
    const { up, ended } = await upWithDocker('true', '--grafana-port', '3001');

    await ended();

    expect(up.output).toBe('--grafana-port is for processes, not for containers: add --native.\n');
    expect(up.child.exitCode).toBe(2);
  });
});
