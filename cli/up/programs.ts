import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Stack } from '../../definition/stack.ts';
import { parseListen } from '../../exporter/listen.ts';
import { HOME_DASHBOARD } from '../../grafana/index.ts';
import type { Loaded } from '../arguments.ts';
import { mirrorTo } from '../mirror_to.ts';
import type { Program } from './supervisor.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
const TSX = pathToFileURL(join(PROJECT, 'node_modules/tsx/dist/loader.mjs')).href;
// A gigabyte of logs that were written while it was down takes it a minute or two.
const CATCH_UP_MS = 10 * 60_000;

/** What the stand-in for CloudWatch is called. */
export const STAND_IN = 'CloudWatch stand-in';

// Those of AWS's documentation, which the stand-in knows.
const STAND_IN_CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: '',
  AWS_PROFILE: '',
};

/** The demo service on a port of 127.0.0.1, which logs to `logFile`, and its traffic. */
export function demoPrograms(port: number, logFile: string): Program[] {
  const url = `http://127.0.0.1:${port}`;
  return [
    {
      ...typescript('examples/demo-service/main.ts', '--port', String(port), '--log-file', logFile),
      name: 'demo service',
      healthUrl: `${url}/health`,
    },
    {
      ...typescript('examples/demo-service/main_traffic.ts', '--url', url, '--rps', '10'),
      name: 'demo traffic',
      healthUrl: null,
    },
  ];
}

/**
 * The stand-in for CloudWatch on a port of 127.0.0.1, for the region to which the definition mirrors.
 * @param templates the folder of the templates that are deployed there first; null for none.
 */
export function standInProgram(port: number, loaded: Loaded, templates: string | null): Program {
  const url = standInUrl(port);
  const deploy = templates === null ? [] : ['--deploy', templates];
  const options = ['--port', String(port), '--region', standInRegion(port, loaded), ...deploy];
  return {
    ...typescript('tests/cloudwatch_standin/main.ts', ...options),
    name: STAND_IN,
    healthUrl: `${url}/_standin/received?last=1`,
  };
}

/** How commands in another terminal ask the stand-in rather than AWS. */
export function standInNote(port: number, loaded: Loaded): string {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = STAND_IN_CREDENTIALS;
  const environment = {
    AWS_ENDPOINT_URL: standInUrl(port),
    AWS_REGION: standInRegion(port, loaded),
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
  };
  const words = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return `\`doctor\` and \`alert test NAME --cloudwatch\` ask the stand-in rather than AWS in a terminal where this was said:

  unset AWS_PROFILE AWS_SESSION_TOKEN
  export ${words.join(' \\\n    ')}
`;
}

function standInRegion(port: number, { definition }: Loaded): string {
  return mirrorTo(standInUrl(port), definition.mirror.cloudwatch ?? null).region;
}

/** Where the stand-in listens. */
export function standInUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** The exporter of a definition; with a port, it mirrors to the stand-in there. */
export function exporterProgram({ path }: Loaded, stack: Stack, standInPort: number | null): Program {
  const to = standInPort === null ? [] : ['--mirror-to', standInUrl(standInPort)];
  const grafana = stack.runsGrafana ? ['--grafana', stack.grafana.external] : [];
  const programs = ['--prometheus', `http://${stack.prometheus.internal}`, ...grafana];
  return {
    ...typescript('cli/bin.ts', 'serve', '--config', path, ...programs, ...to),
    ...(standInPort !== null && { environment: STAND_IN_CREDENTIALS }),
    name: 'exporter',
    healthUrl: `${stack.exporter.external}/-/ready`,
    patience: CATCH_UP_MS,
  };
}

/** Prometheus, with the files that were rendered into `directory`. */
export function prometheusProgram(command: string, directory: string, stack: Stack): Program {
  return {
    name: 'Prometheus',
    command,
    args: [
      `--config.file=${join(directory, 'prometheus/prometheus.yml')}`,
      `--storage.tsdb.path=${join(directory, 'prometheus/data')}`,
      // A budget looks back over a month.
      '--storage.tsdb.retention.time=35d',
      '--storage.tsdb.retention.size=2GB',
      // Keeps the trace that goldwatch notes beside a slow request.
      '--enable-feature=exemplar-storage',
      `--web.listen-address=${stack.prometheus.internal}`,
      `@${join(directory, 'prometheus/web.flags')}`,
    ],
    directory,
    healthUrl: `${stack.prometheus.external}/-/ready`,
  };
}

/** Alertmanager, with the files that were rendered into `directory`. */
export function alertmanagerProgram(command: string, directory: string, stack: Stack): Program {
  return {
    name: 'Alertmanager',
    command,
    args: [
      `--config.file=${join(directory, 'alerting/alertmanager.yml')}`,
      `--storage.path=${join(directory, 'alerting/data')}`,
      `--web.listen-address=${stack.alertmanager.internal}`,
      `@${join(directory, 'alerting/web.flags')}`,
      '--cluster.listen-address=',
    ],
    directory,
    healthUrl: `${stack.alertmanager.external}/-/ready`,
  };
}

/** Grafana, with the files that were rendered into `directory`; `password` is a file with that of its admin. */
export function grafanaProgram(command: string, directory: string, password: string, stack: Stack): Program {
  const { host, port } = parseListen(stack.grafana.internal);
  return {
    name: 'Grafana',
    command,
    // `grafana-server` is the older name of `grafana server`.
    args: [...(command.endsWith('grafana') ? ['server'] : []), '--homepath', '/usr/share/grafana'],
    environment: {
      GF_SERVER_HTTP_ADDR: host,
      GF_SERVER_HTTP_PORT: String(port),
      GF_SERVER_ROOT_URL: `$__file{${join(directory, 'grafana/root_url')}}`,
      GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: join(stack.dashboardsDirectory, HOME_DASHBOARD),
      GF_PATHS_DATA: join(directory, 'grafana/data'),
      GF_PATHS_LOGS: join(directory, 'grafana/log'),
      GF_PATHS_PROVISIONING: join(directory, 'grafana/provisioning'),
      // Its own way to read a file; the variable with __FILE is the container image's.
      GF_SECURITY_ADMIN_PASSWORD: `$__file{${password}}`,
      GF_USERS_ALLOW_SIGN_UP: 'false',
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
    },
    directory,
    healthUrl: `${stack.grafana.external}/api/health`,
  };
}

function typescript(
  file: string,
  ...args: readonly string[]
): Pick<Program, 'command' | 'args' | 'directory'> {
  return {
    command: process.execPath,
    args: ['--import', TSX, join(PROJECT, file), ...args],
    directory: PROJECT,
  };
}
