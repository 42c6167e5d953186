import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { loadConfig } from '../../cli/arguments.ts';
import { prepareNative } from '../../cli/up/native.ts';
import { type Program, Supervisor } from '../../cli/up/supervisor.ts';
import type { DashboardJson } from '../../grafana/preview/dashboard_json.ts';
import { freePort } from '../support/ports.ts';
import { PROJECT } from '../support/process.ts';
import { type ScrapedPages, servePages } from './scraped_pages.ts';

/** examples/every-dashboard at work: exporter, Prometheus, Alertmanager, and what they watch. */
export interface Running {
  readonly directory: string;
  readonly exporter: string;
  readonly prometheus: string;
  /** As rendered for this stack. */
  readonly dashboards: readonly DashboardJson[];
  stop(): Promise<void>;
}

/** Where the example's programs are scraped, and which of the pages here stands for each. */
const TARGETS = {
  'http://127.0.0.1:3000/metrics': 'service',
  'http://127.0.0.1:9187/metrics': 'postgres',
  'http://127.0.0.1:9104/metrics': 'mysql',
  'http://127.0.0.1:9121/metrics': 'redis',
  'http://127.0.0.1:9115/probe': 'probe',
  'http://127.0.0.1:5000/metrics': 'aws',
} as const;

/** Fires from the start on, so that there is something to see where alerts are shown. */
const ALWAYS =
  '  - { name: SomethingIsWrong, severity: warning, promql: vector(1), above: 0, for: 0s, summary: It is. }\n';

/** Starts it, with a scrape a second. */
export async function startEveryDashboard(): Promise<Running> {
  const directory = await mkdtemp(join(tmpdir(), 'goldwatch-dashboards-'));
  const pages = await servePages();
  const supervisor = new Supervisor({ environment: process.env, onLine: () => {}, onDeath: () => {} });
  const stop = async () => {
    await supervisor.stop();
    await pages.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await mkdir(join(directory, 'logs'));
    await writeFile(join(directory, 'monitoring.yml'), await definition(pages));
    const { stack, programs } = await prepared(directory);
    await recordBudgetsOften(join(directory, 'state/native/prometheus/rules'));
    for (const program of programs) await supervisor.start(withoutTsx(program));
    const dashboards = await rendered(join(directory, 'state/native/grafana/dashboards'));
    const { exporter, prometheus } = stack;
    return { directory, exporter: exporter.external, prometheus: prometheus.external, dashboards, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function definition({ address }: ScrapedPages): Promise<string> {
  let text = await readFile(join(PROJECT, 'examples/every-dashboard/monitoring.yml'), 'utf8');
  for (const [target, name] of Object.entries(TARGETS))
    text = text.replace(target, `http://${address}/${name}`);
  text = text.replaceAll(/^ {2}- type: scrape.*\n/gm, (source) => `${source}    interval: 1s\n`);
  text = text.replace(/^alerts:\n/m, (heading) => heading + ALWAYS);
  return `${text}notify: { group_wait: 1s, group_interval: 1s }
exporter: { listen: "127.0.0.1:${await freePort()}", scrape_interval: 1s }\n`;
}

async function prepared(directory: string) {
  const io = {
    stdout: () => {},
    stderr: () => {},
    environment: process.env,
    directory,
    onSignal: () => () => {},
    stdin: () => Readable.from([]),
  };
  const ports = {
    prometheusPort: await freePort(),
    alertmanagerPort: await freePort(),
    grafanaPort: await freePort(),
    demoPort: await freePort(),
    standInPort: await freePort(),
  };
  return await prepareNative(
    await loadConfig('monitoring.yml', io),
    { demo: false, ...ports },
    process.env.PATH ?? '',
    () => {},
  );
}

/** Node reads TypeScript by itself, and starts in half the time. */
function withoutTsx(program: Program): Program {
  const [first, , ...others] = program.args;
  return first === '--import' ? { ...program, args: others } : program;
}

/** What is recorded every two minutes would be missing for as long. */
async function recordBudgetsOften(directory: string): Promise<void> {
  for (const file of await readdir(directory)) {
    if (!file.endsWith('.rules.yml')) continue;
    const path = join(directory, file);
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll('interval: 2m', 'interval: 1s'));
  }
}

async function rendered(directory: string): Promise<DashboardJson[]> {
  const files = (await readdir(directory)).toSorted();
  return await Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(directory, file), 'utf8')) as DashboardJson),
  );
}
