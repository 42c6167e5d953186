import { CONFIG_OPTION, loadConfig, readOptions } from './arguments.ts';
import { type Io, UsageError } from './io.ts';
import { table } from './table.ts';
import { AlertWatch, deliveredAlert } from './up/alert_watch.ts';
import { composeAnswers, composeDown, composeLogs, composeUp } from './up/compose.ts';
import { type NativeStack, prepareNative, type UpOptions } from './up/native.ts';
import { problemOf } from './up/problem_lines.ts';
import { Supervisor } from './up/supervisor.ts';

const HELP = `Usage: goldwatch up [options]

  --config FILE             the definition (monitoring.yml)
  --native                  processes on this machine, even where Docker answers
  --no-demo                 without the demo service and its traffic
  --prometheus-port PORT    (9090)
  --alertmanager-port PORT  (9093)
  --grafana-port PORT       (3000)
  --demo-port PORT          (8000)

Ports are for the native stack. The exporter's is exporter.listen in the definition.
`;

/** \`goldwatch up\`: the whole stack, in containers or as processes, until Ctrl-C. */
export async function up(args: readonly string[], io: Io): Promise<number> {
  const port = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  const options = readOptions(
    args,
    {
      ...CONFIG_OPTION,
      native: { type: 'boolean' },
      'no-demo': { type: 'boolean' },
      'prometheus-port': port('9090'),
      'alertmanager-port': port('9093'),
      'grafana-port': port('3000'),
      'demo-port': port('8000'),
    },
    HELP,
    io,
  );
  if (options === null) return 0;
  const demo = options['no-demo'] !== true;
  const loaded = await loadConfig(options.config, io);
  if (options.native !== true && (await composeAnswers())) return await inContainers(demo, io);
  const native = await prepareNative(
    loaded,
    {
      demo,
      prometheusPort: portOf('--prometheus-port', options['prometheus-port']),
      alertmanagerPort: portOf('--alertmanager-port', options['alertmanager-port']),
      grafanaPort: portOf('--grafana-port', options['grafana-port']),
      demoPort: portOf('--demo-port', options['demo-port']),
    } satisfies UpOptions,
    io.environment.PATH ?? '',
    (line) => io.stdout(`${line}\n`),
  );
  return await asProcesses(native, io);
}

async function asProcesses({ stack, programs, addresses }: NativeStack, io: Io): Promise<number> {
  const tell = (kind: string, text: string) =>
    io.stdout(`${new Date().toTimeString().slice(0, 8)}  ${kind.padEnd(12)}  ${text}\n`);
  const supervisor = new Supervisor({
    environment: io.environment,
    onLine(program, line) {
      const delivered = deliveredAlert(line);
      if (delivered !== null) tell('alert', delivered);
      const problem = problemOf(line);
      if (problem !== null) tell(program, `${problem.level}: ${problem.text}`);
    },
    onDeath(program, status, lines) {
      tell(
        program,
        `ended with ${status}; the others go on. Its last lines:\n${lines.map((line) => `  ${line}`).join('\n')}`,
      );
    },
  });
  const watch = new AlertWatch(stack.prometheus.external, (text) => tell('alert', text));
  const stopped = Promise.withResolvers<void>();
  const endSignals = io.onSignal(['SIGINT', 'SIGTERM', 'SIGHUP'], stopped.resolve);
  try {
    const started = startAll(supervisor, programs, io).then(() => true);
    // Whoever gives up while it starts is not told of what then fails.
    const interrupted = stopped.promise.then(() => {
      started.catch(() => {});
      return false;
    });
    if (await Promise.race([started, interrupted])) {
      const title = table(['PROGRAM', 'ADDRESS', ''], addresses);
      io.stdout(`\n${title}\nProblems and alerts show up below. Ctrl-C stops everything.\n\n`);
      watch.start();
    }
    await stopped.promise;
    return 0;
  } finally {
    watch.stop();
    io.stdout('\nStopping…\n');
    await supervisor.stop();
    endSignals();
  }
}

async function startAll(supervisor: Supervisor, programs: NativeStack['programs'], io: Io): Promise<void> {
  for (const program of programs) {
    io.stdout(`Starting ${program.name}… `);
    await supervisor.start(program);
    io.stdout('ok\n');
  }
}

async function inContainers(demo: boolean, io: Io): Promise<number> {
  const stop = new AbortController();
  const stopped = Promise.withResolvers<void>();
  const endSignals = io.onSignal(['SIGINT', 'SIGTERM', 'SIGHUP'], () => {
    stop.abort();
    stopped.resolve();
  });
  try {
    const status = await composeUp(demo);
    if (status !== 0) {
      io.stderr(
        'The stack did not become healthy; what Docker says stands above. `docker compose -f docker-compose.monitoring.yml logs` says more.\n',
      );
      return 1;
    }
    io.stdout(
      `\n${table(
        ['PROGRAM', 'ADDRESS', ''],
        [
          [
            'exporter',
            'http://localhost:9464',
            'needs its token: `docker compose -f docker-compose.monitoring.yml logs secrets` says where',
          ],
          ['Prometheus', 'http://localhost:9090', 'queries, rules, targets'],
          ['Alertmanager', 'http://localhost:9093', 'alerts, silences'],
          ['Grafana', 'http://localhost:3000', 'user admin; the same log says where its password is'],
        ],
      )}\nCtrl-C stops everything.\n\n`,
    );
    await Promise.race([composeLogs(demo, stop.signal), stopped.promise]);
    await stopped.promise;
    return 0;
  } finally {
    await composeDown(demo);
    endSignals();
  }
}

function portOf(option: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new UsageError(`${option} takes a port between 1 and 65535, not "${text}".`);
}
