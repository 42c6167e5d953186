import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseDuration } from '../../conventions/quantities.ts';
import { type DashboardJson, PreviewError } from '../../grafana/preview/dashboard_json.ts';
import { preview } from '../../grafana/preview/preview.ts';
import { prometheusAt } from '../../grafana/preview/prometheus.ts';
import { PROJECT } from '../support/process.ts';

const HELP = `Usage: npm run dashboards -- [options]

  --prometheus URL      where to ask (http://127.0.0.1:9090)
  --out DIR             where to write, one HTML file for each dashboard (state/dashboards)
  --png                 pictures, too, by Chromium
  --dashboard UID       only this one; may be repeated
  --dashboards DIR      where the rendered dashboards are (grafana/dashboards)
  --range DURATION      how much time to show, up to now (1h)
  --scrape-interval D   what Grafana is told of the data source (15s)
  --var NAME=VALUE      a variable's value; may be repeated

Draws the rendered dashboards as Grafana lays them out, with what a Prometheus answers.
`;

/** Where the command writes. */
export interface Outputs {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Runs the command; the exit status is 0, 1 where a dashboard cannot be drawn, 2 where it was called wrongly. */
export async function runPreview(args: readonly string[], { out, error }: Outputs): Promise<number> {
  let options: ReturnType<typeof optionsOf>;
  try {
    options = optionsOf(args);
  } catch (problem) {
    error(`${(problem as Error).message}\n\n${HELP}`);
    return 2;
  }
  if (options.help) {
    out(HELP);
    return 0;
  }
  try {
    await write(options, out);
    return 0;
  } catch (problem) {
    if (!(problem instanceof PreviewError)) throw problem;
    error(`${problem.message}\n`);
    return 1;
  }
}

function optionsOf(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      prometheus: { ...text, default: 'http://127.0.0.1:9090' },
      out: { ...text, default: join(PROJECT, 'state/dashboards') },
      png: { type: 'boolean', default: false },
      dashboard: { ...text, multiple: true, default: [] },
      dashboards: { ...text, default: join(PROJECT, 'grafana/dashboards') },
      range: { ...text, default: '1h' },
      'scrape-interval': { ...text, default: '15s' },
      var: { ...text, multiple: true, default: [] },
    },
  });
  return {
    ...values,
    rangeMs: durationOf('range', values.range),
    scrapeMs: durationOf('scrape-interval', values['scrape-interval']),
    chosen: Object.fromEntries(values.var.map(variable)),
  };
}

function durationOf(option: string, text: string): number {
  const duration = parseDuration(text);
  if (duration === null || duration <= 0)
    throw new Error(`--${option} is a duration such as 1h, not ${text}.`);
  return duration;
}

function variable(text: string): [string, string] {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new Error(`--var is NAME=VALUE, not ${text}.`);
  return [name, value];
}

async function write(options: ReturnType<typeof optionsOf>, out: Outputs['out']): Promise<void> {
  const { prometheus: url, rangeMs, scrapeMs, chosen, png } = options;
  const found = await dashboardsIn(options.dashboards, options.dashboard);
  await mkdir(options.out, { recursive: true });
  const toMs = Date.now();
  const fromMs = toMs - rangeMs;
  // A browser takes long to load, and is not there everywhere.
  const photographer = png ? await (await import('./photographer.ts')).startPhotographer() : null;
  try {
    for (const dashboard of found) {
      const prometheus = prometheusAt(url, fromMs, toMs);
      const names = new Set((dashboard.templating?.list ?? []).map(({ name }) => name));
      const own = Object.fromEntries(Object.entries(chosen).filter(([name]) => names.has(name)));
      const page = await preview(dashboard, { prometheus, fromMs, toMs, scrapeMs, chosen: own });
      const file = join(options.out, `${dashboard.uid}.html`);
      await writeFile(file, page);
      out(`${file}\n`);
      if (photographer === null) continue;
      const picture = file.replace(/html$/, 'png');
      await photographer.take(page, picture);
      out(`${picture}\n`);
    }
  } finally {
    await photographer?.stop();
  }
}

async function dashboardsIn(directory: string, uids: readonly string[]): Promise<DashboardJson[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.json')).toSorted();
  const all: DashboardJson[] = [];
  for (const file of files)
    all.push(JSON.parse(await readFile(join(directory, file), 'utf8')) as DashboardJson);
  const missing = uids.find((uid) => !all.some((dashboard) => dashboard.uid === uid));
  if (missing !== undefined)
    throw new PreviewError(
      `There is no dashboard «${missing}» in ${directory}: ${all.map(({ uid }) => uid).join(', ')}.`,
    );
  return uids.length === 0 ? all : all.filter(({ uid }) => uids.includes(uid));
}
