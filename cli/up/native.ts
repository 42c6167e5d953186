import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ALERTING_TEMPLATES } from '../../alerting/render.ts';
import { withExporterScheme } from '../../definition/exporter_client.ts';
import type { Definition } from '../../definition/schema.ts';
import {
  type NativeStackOptions,
  nativeStack,
  type RenderedFile,
  type Stack,
} from '../../definition/stack.ts';
import { storedLogs } from '../../definition/stored_logs.ts';
import { isLoopback, parseListen } from '../../exporter/listen.ts';
import type { Loaded } from '../arguments.ts';
import { exporterTrust } from '../exporter_pass.ts';
import { renderForAws, renderStack, writeFiles } from '../render.ts';
import { createSecret } from '../secrets.ts';
import { DASHBOARDS, removeFiles, staleFiles, TEMPLATES } from '../stale_files.ts';
import { requireBinaries } from './binaries.ts';
import { claimStack } from './one_stack.ts';
import { requireFreePorts, type Wanted } from './ports.ts';
import {
  alertmanagerProgram,
  demoPrograms,
  exporterProgram,
  grafanaProgram,
  prometheusProgram,
  standInNote,
  standInProgram,
  standInUrl,
} from './programs.ts';
import type { Program } from './supervisor.ts';

/** What `up` was told. */
export interface UpOptions {
  readonly demo: boolean;
  readonly prometheusPort: number;
  readonly alertmanagerPort: number;
  readonly grafanaPort: number;
  readonly demoPort: number;
  /** Where the stand-in for CloudWatch is to listen, to which the exporter mirrors; null for none. */
  readonly standInPort: number | null;
}

/** The programs of the native stack, in the order in which they are to be started. */
export interface NativeStack {
  readonly stack: Stack;
  readonly programs: readonly Program[];
  /** Name, address and remark of each, for the person at the terminal. */
  readonly addresses: readonly (readonly [string, string, string])[];
  /** What else that person may want to know. */
  readonly notes: readonly string[];
  /** Lets another `up` have the stack's directory. */
  readonly release: () => Promise<void>;
}

const PROJECT = resolve(import.meta.dirname, '../..');
const HOST = '127.0.0.1';
const USUAL_DEMO_PORT = 8000;

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
  const { token_file: token, state_dir: state } = definition.exporter;
  const directory = resolve(baseDirectory, state, 'native');
  const bare = nativeStack({
    ...addressesOf(definition.exporter.listen, options),
    runsGrafana: binaries.grafana !== null,
    exporterTokenFile: token === undefined ? null : resolve(baseDirectory, token),
    directory,
    baseDirectory,
  });
  const stack = withExporterScheme(bare, definition.exporter);
  const trust =
    definition.exporter.tls_server_config === undefined
      ? null
      : await exporterTrust(definition.exporter, baseDirectory);
  const release = await claimStack(directory, stack.prometheus.external);
  try {
    await requireFreePorts(wantedPorts(stack, options));
    const templates = options.standInPort === null ? [] : await templatesOf(definition);
    const files = [...renderStack(definition, stack), ...templates];
    await writeFiles(directory, files);
    await removeFiles(directory, await staleFiles(directory, files, [DASHBOARDS, TEMPLATES]));
    const deployed = templates.length === 0 ? null : join(directory, TEMPLATES.folder);
    for (const template of ALERTING_TEMPLATES) {
      await mkdir(dirname(join(directory, template)), { recursive: true });
      await copyFile(join(PROJECT, template), join(directory, template));
    }
    const password = join(directory, 'grafana_admin_password');
    // A secret is readable for everybody who can enter its folder.
    await chmod(directory, 0o700);
    if (binaries.grafana !== null) await createSecret(password);
    const programs = [
      // Beside the definition, where its `logs/*.json` leads to.
      ...(options.demo ? demoPrograms(options.demoPort, join(baseDirectory, 'logs/demo-access.json')) : []),
      ...(options.standInPort === null ? [] : [standInProgram(options.standInPort, loaded, deployed)]),
      { ...exporterProgram(loaded, stack, options.standInPort), trust },
      alertmanagerProgram(binaries.alertmanager, directory, stack),
      prometheusProgram(binaries.prometheus, directory, stack),
      ...(binaries.grafana === null ? [] : [grafanaProgram(binaries.grafana, directory, password, stack)]),
    ];
    const addresses = [
      ...addressTable(stack, options, password),
      ...(options.standInPort === null ? [] : [alarmsAddress(options.standInPort, deployed !== null)]),
      ...withoutLoki(definition),
    ];
    const notes = options.standInPort === null ? [] : [standInNote(options.standInPort, loaded)];
    return { stack, programs, addresses, notes, release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function templatesOf(definition: Definition): Promise<RenderedFile[]> {
  return (await renderForAws(definition)).filter(({ path }) => path.endsWith(TEMPLATES.ending));
}

function alarmsAddress(standInPort: number, areDeployed: boolean): readonly [string, string, string] {
  return areDeployed
    ? ['its alarms', `${standInUrl(standInPort)}/_standin/alarms`, 'deployed there, evaluated each minute']
    : ['its alarms', '(none)', 'they need `cloudwatch: {}` in monitoring.yml'];
}

/** What is to be said of lines that would be kept in containers. */
export function withoutLoki(definition: Definition): (readonly [string, string, string])[] {
  if (storedLogs(definition).length === 0) return [];
  return [['Loki', '(in containers only)', 'lines of sources with `store: loki` are not kept']];
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
    ...(options.standInPort === null
      ? []
      : [want('the CloudWatch stand-in', `${HOST}:${options.standInPort}`, 'pass --mirror-port')]),
  ];
}

function addressTable(
  stack: Stack,
  { demo, demoPort, standInPort }: UpOptions,
  password: string,
): (readonly [string, string, string])[] {
  const demoUrl = `http://${HOST}:${demoPort}`;
  const where = demoPort === USUAL_DEMO_PORT ? '' : ` -- --url ${demoUrl}`;
  return [
    ['exporter', stack.exporter.external, 'status page; golden signals at /metrics'],
    ['Prometheus', stack.prometheus.external, 'queries, rules, targets'],
    ['Alertmanager', stack.alertmanager.external, 'alerts, silences'],
    stack.runsGrafana
      ? ['Grafana', stack.grafana.external, `user admin, password in ${password}`]
      : ['Grafana', '(not installed)', 'its files are in grafana/'],
    ...(demo ? [['demo service', demoUrl, `npm run demo:break${where}, and demo:heal`] as const] : []),
    ...(standInPort === null
      ? []
      : [
          [
            'CloudWatch',
            `${standInUrl(standInPort)}/_standin/received`,
            'a stand-in: what the mirror has sent',
          ] as const,
        ]),
  ];
}
