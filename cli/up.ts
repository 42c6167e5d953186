import { CONFIG_OPTION, type Loaded, loadConfig, readOptions } from './arguments.ts';
import { type Io, UsageError } from './io.ts';
import { notificationLines } from './notifications.ts';
import { requirePromtoolsConsent } from './prometheus_verdict.ts';
import { table } from './table.ts';
import { AlertWatch, changedAlarm, deliveredAlert } from './up/alert_watch.ts';
import { composeAnswers, runInContainers } from './up/compose.ts';
import { endWithParent } from './up/end_with_parent.ts';
import { type NativeStack, prepareNative } from './up/native.ts';
import { problemOf } from './up/problem_lines.ts';
import { STAND_IN } from './up/programs.ts';
import { RepeatedProblems } from './up/repeated_problems.ts';
import { lastLines, Supervisor } from './up/supervisor.ts';

const HELP = `Usage: goldwatch up [options]

  --config FILE             the definition (monitoring.yml)
  --native                  processes on this machine, even where Docker answers
  --no-demo                 without the demo service and its traffic
  --mirror                  mirrors to a stand-in for CloudWatch, as processes on this machine; what
                            \`cloudwatch\` in the definition renders is deployed there
  --prometheus-port PORT    (9090)
  --alertmanager-port PORT  (9093)
  --grafana-port PORT       (3000)
  --demo-port PORT          (8000)
  --mirror-port PORT        of the stand-in (4582)

Starts exporter, Prometheus, Alertmanager, Grafana and a demo service: in containers where Docker answers,
otherwise as processes. Ports, and definitions other than the project's own, are for processes only; the
exporter's port is exporter.listen in the definition.
`;

const PORT_OPTIONS = {
  'prometheus-port': 9090,
  'alertmanager-port': 9093,
  'grafana-port': 3000,
  'demo-port': 8000,
  'mirror-port': 4582,
} as const;
type PortOption = keyof typeof PORT_OPTIONS;

/** `goldwatch up`: the whole stack, in containers or as processes, until Ctrl-C. */
export async function up(args: readonly string[], io: Io): Promise<number> {
  const text = { type: 'string' } as const;
  const options = readOptions(
    args,
    {
      ...CONFIG_OPTION,
      native: { type: 'boolean' },
      'no-demo': { type: 'boolean' },
      'prometheus-port': text,
      'alertmanager-port': text,
      'grafana-port': text,
      'demo-port': text,
      'mirror-port': text,
      mirror: { type: 'boolean' },
    },
    HELP,
    io,
  );
  if (options === null) return 0;
  const port = (option: PortOption) => portOf(option, options[option]);
  const ports = {
    prometheusPort: port('prometheus-port'),
    alertmanagerPort: port('alertmanager-port'),
    grafanaPort: port('grafana-port'),
    demoPort: port('demo-port'),
    standInPort: options.mirror === true ? port('mirror-port') : null,
  };
  const demo = options['no-demo'] !== true;
  const loaded = await loadConfig(options.config, io);
  const path = io.environment.PATH ?? '';
  await requirePromtoolsConsent(loaded, path);
  const asProcessesOnly = options.native === true || options.mirror === true;
  if (!asProcessesOnly && (await composeAnswers())) {
    const given = (Object.keys(PORT_OPTIONS) as PortOption[]).find((option) => options[option] !== undefined);
    if (given !== undefined)
      throw new UsageError(`--${given} is for processes, not for containers: add --native.`);
    return await runInContainers(loaded, demo, io);
  }
  const native = await prepareNative(loaded, { demo, ...ports }, path, (line) => io.stdout(`${line}\n`));
  try {
    return await asProcesses(native, loaded, await endWithParent(path), io);
  } finally {
    await native.release();
  }
}

async function asProcesses(
  { stack, programs, addresses, notes }: NativeStack,
  loaded: Loaded,
  launcher: readonly string[],
  io: Io,
): Promise<number> {
  const tell = (kind: string, text: string) =>
    io.stdout(`${new Date().toTimeString().slice(0, 8)}  ${kind.padEnd(12)}  ${text}\n`);
  const repeated = new RepeatedProblems();
  let isStopping = false;
  const supervisor = new Supervisor({
    environment: io.environment,
    launcher,
    onLine(program, line) {
      const delivered = deliveredAlert(line);
      // Alertmanager may be quicker than the next look at Prometheus, where the alert fires first.
      if (delivered !== null) void watch.look().then(() => tell('alert', delivered));
      const changed = program === STAND_IN ? changedAlarm(line) : null;
      if (changed !== null) tell('CloudWatch', changed);
      const problem = problemOf(line);
      // Prometheus warns that it was told to end.
      if (problem === null || (isStopping && problem.level === 'warn')) return;
      const text = repeated.admit(program, `${problem.level}: ${problem.text}`, Date.now());
      if (text !== null) tell(program, text);
    },
    onDeath(program, status, lines) {
      tell(program, `ended with ${status}; the others go on without it. ${lastLines(lines)}`);
    },
  });
  const watch = new AlertWatch(stack.prometheus.external, (text) => tell('alert', text));
  const stopped = Promise.withResolvers<void>();
  const endSignals = io.onSignal(['SIGINT', 'SIGTERM', 'SIGHUP'], stopped.resolve);
  try {
    const started = startAll(supervisor, programs, () => isStopping, io).then(() => true);
    // Whoever gives up while it starts is not told of what then fails.
    const interrupted = stopped.promise.then(() => {
      isStopping = true;
      started.catch(() => {});
      return false;
    });
    if (await Promise.race([started, interrupted])) {
      io.stdout(`\n${table(['PROGRAM', 'ADDRESS', ''], addresses)}\n`);
      for (const line of await notificationLines(loaded)) io.stdout(`${line}\n`);
      for (const note of notes) io.stdout(`${note}\n`);
      io.stdout('Problems and alerts show up below. Ctrl-C stops everything.\n\n');
      watch.start();
    }
    await stopped.promise;
    return 0;
  } finally {
    isStopping = true;
    watch.stop();
    io.stdout('\nStopping…\n');
    await supervisor.stop();
    endSignals();
    io.stdout('Everything is stopped.\n');
  }
}

async function startAll(
  supervisor: Supervisor,
  programs: NativeStack['programs'],
  isStopping: () => boolean,
  io: Io,
): Promise<void> {
  for (const program of programs) {
    io.stdout(`Starting ${program.name}… `);
    await supervisor.start(program).catch((error: unknown) => {
      io.stdout('failed\n');
      throw error;
    });
    if (isStopping()) return;
    io.stdout('ok\n');
  }
}

function portOf(option: PortOption, text: string | undefined): number {
  const port = text === undefined ? PORT_OPTIONS[option] : Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new UsageError(`--${option} takes a port between 1 and 65535, not "${text}".`);
}
