import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ALERTING_TEMPLATES } from '../../alerting/render.ts';
import { type NativeStackOptions, nativeStack, type Stack } from '../../definition/stack.ts';
import { isLoopback, parseListen } from '../../exporter/listen.ts';
import type { Loaded } from '../arguments.ts';
import { renderStack, writeFiles } from '../render.ts';
import { createSecret } from '../secrets.ts';
import { findProgram, installPackages } from './packages.ts';
import { requireFreePorts, type Wanted } from './ports.ts';
import type { Program } from './supervisor.ts';

/** What `up` was told. */
export interface UpOptions {
  readonly demo: boolean;
  readonly prometheusPort: number;
  readonly alertmanagerPort: number;
  readonly grafanaPort: number;
  readonly demoPort: number;
}

/** The programs of the native stack, in the order in which they are to be started. */
export interface NativeStack {
  readonly stack: Stack;
  readonly programs: readonly Program[];
  /** Name, address and remark of each, for the person at the terminal. */
  readonly addresses: readonly (readonly [string, string, string])[];
}

const PROJECT = resolve(import.meta.dirname, '../..');
const HOST = '127.0.0.1';

/**
 * Makes ready everything that the native stack needs: programs installed, ports free, files rendered.
 * Throws an Error that says what is in the way.
 */
export async function prepareNative(
  loaded: Loaded,
  options: UpOptions,
  path: string,
  say: (line: string) => void,
): Promise<NativeStack> {
  const { definition, baseDirectory } = loaded;
  const binaries = await requireBinaries(path, say);
  const directory = resolve(baseDirectory, definition.exporter.state_dir, 'native');
  const stack = nativeStack({
    ...addressesOf(definition.exporter.listen, options),
    runsGrafana: binaries.grafana !== null,
    exporterTokenFile:
      definition.exporter.token_file === undefined
        ? null
        : resolve(baseDirectory, definition.exporter.token_file),
    directory,
    baseDirectory,
  });
  await requireFreePorts(wantedPorts(stack, options));
  await writeFiles(directory, renderStack(definition, stack));
  for (const template of ALERTING_TEMPLATES) {
    await mkdir(dirname(join(directory, template)), { recursive: true });
    await copyFile(join(PROJECT, template), join(directory, template));
  }
  const programs = [
    ...(options.demo ? demoPrograms(options) : []),
    exporterProgram(loaded, stack),
    alertmanagerProgram(binaries.alertmanager, directory, stack),
    prometheusProgram(binaries.prometheus, directory, stack),
  ];
  const addresses: (readonly [string, string, string])[] = [
    ['exporter', `${stack.exporter.external}/metrics`, 'golden signals'],
    ['Prometheus', stack.prometheus.external, 'queries, rules, targets'],
    ['Alertmanager', stack.alertmanager.external, 'alerts, silences'],
  ];
  if (binaries.grafana !== null) {
    const password = join(directory, 'grafana_admin_password');
    await createSecret(password);
    programs.push(grafanaProgram(binaries.grafana, directory, password, stack));
    addresses.push(['Grafana', stack.grafana.external, `user admin, password in ${password}`]);
  } else {
    addresses.push(['Grafana', '(not installed)', 'its files are in grafana/']);
  }
  if (options.demo)
    addresses.push([
      'demo service',
      `http://${HOST}:${options.demoPort}`,
      'npm run demo:break, npm run demo:heal',
    ]);
  return { stack, programs, addresses };
}

async function requireBinaries(path: string, say: (line: string) => void) {
  const find = async () => ({
    prometheus: await findProgram(['prometheus'], path),
    alertmanager: await findProgram(['prometheus-alertmanager', 'alertmanager'], path),
    grafana: await findProgram(['grafana', 'grafana-server'], path),
  });
  let found = await find();
  if (found.prometheus === null || found.alertmanager === null) {
    say('Installing Prometheus and Alertmanager from the system’s packages…');
    await installPackages(['prometheus', 'prometheus-alertmanager'], path);
    found = await find();
  }
  const { prometheus, alertmanager, grafana } = found;
  if (prometheus === null || alertmanager === null)
    throw new Error('Prometheus and Alertmanager are installed, but not on the PATH.');
  return { prometheus, alertmanager, grafana };
}

function addressesOf(
  listen: string,
  options: UpOptions,
): Pick<NativeStackOptions, 'exporter' | 'prometheus' | 'alertmanager' | 'grafana'> {
  const { host, port } = parseListen(listen);
  // An exporter that listens everywhere is reached here at loopback.
  const reached = isLoopback(host) ? listen : `${HOST}:${port}`;
  return {
    exporter: reached,
    prometheus: `${HOST}:${options.prometheusPort}`,
    alertmanager: `${HOST}:${options.alertmanagerPort}`,
    grafana: `${HOST}:${options.grafanaPort}`,
  };
}

function wantedPorts(stack: Stack, options: UpOptions): Wanted[] {
  const want = (program: string, address: string, change: string): Wanted => ({
    program,
    ...parseListen(address),
    change,
  });
  return [
    want('the exporter', stack.exporter.internal, 'change exporter.listen in monitoring.yml'),
    want('Prometheus', stack.prometheus.internal, 'pass --prometheus-port'),
    want('Alertmanager', stack.alertmanager.internal, 'pass --alertmanager-port'),
    ...(stack.runsGrafana ? [want('Grafana', stack.grafana.internal, 'pass --grafana-port')] : []),
    ...(options.demo
      ? [want('the demo service', `${HOST}:${options.demoPort}`, 'pass --demo-port, or --no-demo')]
      : []),
  ];
}

function typescript(
  name: string,
  file: string,
  args: readonly string[],
  healthUrl: string | null,
  directory = PROJECT,
): Program {
  return {
    name,
    command: process.execPath,
    args: ['--import', 'tsx', join(PROJECT, file), ...args],
    directory,
    healthUrl,
  };
}

function demoPrograms({ demoPort }: UpOptions): Program[] {
  const url = `http://${HOST}:${demoPort}`;
  const log = join(PROJECT, 'logs/demo-access.json');
  return [
    typescript(
      'demo service',
      'examples/demo-service/main.ts',
      ['--port', String(demoPort), '--log-file', log],
      `${url}/health`,
    ),
    typescript('demo traffic', 'examples/demo-service/main_traffic.ts', ['--url', url, '--rps', '10'], null),
  ];
}

function exporterProgram({ file, baseDirectory }: Loaded, stack: Stack): Program {
  return typescript(
    'exporter',
    'cli/bin.ts',
    ['serve', '--config', resolve(baseDirectory, file)],
    `${stack.exporter.external}/-/ready`,
  );
}

function prometheusProgram(command: string, directory: string, stack: Stack): Program {
  return {
    name: 'Prometheus',
    command,
    args: [
      `--config.file=${join(directory, 'prometheus/prometheus.yml')}`,
      `--storage.tsdb.path=${join(directory, 'prometheus/data')}`,
      '--storage.tsdb.retention.time=15d',
      '--storage.tsdb.retention.size=2GB',
      `--web.listen-address=${stack.prometheus.internal}`,
      `--web.external-url=${stack.prometheus.external}`,
    ],
    directory,
    healthUrl: `${stack.prometheus.external}/-/ready`,
  };
}

function alertmanagerProgram(command: string, directory: string, stack: Stack): Program {
  return {
    name: 'Alertmanager',
    command,
    args: [
      `--config.file=${join(directory, 'alerting/alertmanager.yml')}`,
      `--storage.path=${join(directory, 'alerting/data')}`,
      `--web.listen-address=${stack.alertmanager.internal}`,
      `--web.external-url=${stack.alertmanager.external}`,
      '--cluster.listen-address=',
    ],
    directory,
    healthUrl: `${stack.alertmanager.external}/-/ready`,
  };
}

function grafanaProgram(command: string, directory: string, password: string, stack: Stack): Program {
  const { host, port } = parseListen(stack.grafana.internal);
  return {
    name: 'Grafana',
    command,
    // `grafana-server` is the older name of `grafana server`.
    args: [...(command.endsWith('grafana') ? ['server'] : []), '--homepath', '/usr/share/grafana'],
    environment: {
      GF_SERVER_HTTP_ADDR: host,
      GF_SERVER_HTTP_PORT: String(port),
      GF_PATHS_DATA: join(directory, 'grafana/data'),
      GF_PATHS_LOGS: join(directory, 'grafana/log'),
      GF_PATHS_PROVISIONING: join(directory, 'grafana/provisioning'),
      GF_SECURITY_ADMIN_PASSWORD__FILE: password,
      GF_USERS_ALLOW_SIGN_UP: 'false',
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
    },
    directory,
    healthUrl: `${stack.grafana.external}/api/health`,
  };
}
