import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { composeStack } from '../../definition/stack.ts';
import { storedLogs } from '../../definition/stored_logs.ts';
import { renderGrafana } from '../../grafana/render.ts';
import { jsonOf } from '../answer.ts';
import { type Area, type Check, judged, notChecked, skipped, sound } from './check.ts';
import { asking, type Context } from './context.ts';
import { someOf } from './definition.ts';
import { type Finding, finding } from './finding.ts';
import { oneLine, type ProbeOptions, probe, said } from './probe.ts';
import { nativeDirectory } from './stack.ts';

const AREA = 'Grafana';
const ANSWERS = { id: 'grafana.answers', name: 'answers' };
const SOURCES = { id: 'grafana.data_sources', name: 'data sources' };
const DASHBOARDS = { id: 'grafana.dashboards', name: 'dashboards' };
const LOKI = { id: 'loki.answers', name: 'Loki' };

const USUAL = 'http://127.0.0.1:3000';
const USUAL_LOKI = 'http://127.0.0.1:3100';
const MOST_NAMED = 5;
const MOST_DASHBOARDS = 1_000;

const health = z.object({ database: z.string() });
const sourceHealth = z.object({ status: z.string().optional(), message: z.string().default('') });
const found = z.array(z.object({ uid: z.string() }));
const dashboard = z.object({ uid: z.string(), title: z.string() });

/** Whether Grafana has its data sources and dashboards, and Loki keeps lines, where they run. */
export async function grafanaArea(context: Context): Promise<Area> {
  const [grafana, loki] = await Promise.all([grafanaChecks(context), lokiCheck(context)]);
  return { name: AREA, checks: [...grafana, ...loki] };
}

async function grafanaChecks(context: Context): Promise<Check[]> {
  const url = context.addresses.grafana ?? USUAL;
  const answer = await probe(`${url}/api/health`, asking(context));
  const later = (since: string) => notChecked([SOURCES, DASHBOARDS], since);
  if (answer.kind === 'unanswered') {
    const { trouble } = answer;
    if (context.addresses.grafana !== null)
      return [
        judged(ANSWERS, [finding('grafana.unreachable', { url, trouble })], ''),
        ...later('Grafana does not answer'),
      ];
    return [
      skipped(ANSWERS, `nothing answers at ${url}; say where it is with --grafana URL`),
      ...later('nobody said where Grafana is'),
    ];
  }
  const parsed = health.safeParse(jsonOf(answer));
  if (!parsed.success)
    return [
      judged(ANSWERS, [finding('grafana.other_program', { url, said: said(answer) })], ''),
      ...later('it is no Grafana'),
    ];
  const { database } = parsed.data;
  if (database !== 'ok')
    return [
      judged(ANSWERS, [finding('grafana.database_failing', { url, said: oneLine(database) })], ''),
      ...later('it cannot use its database'),
    ];
  const answers = sound(ANSWERS, `${url} in ${answer.receivedAt - answer.sentAt} ms`);
  const options = await withLogin(context);
  const list = await probe(`${url}/api/search?type=dash-db&limit=${MOST_DASHBOARDS}`, options);
  if (list.kind === 'unanswered') return [answers, ...later(`it does not say more: ${list.trouble}`)];
  if (list.status === 401 || list.status === 403) {
    if (options.pass !== undefined)
      return [
        answers,
        judged(SOURCES, [finding('grafana.login_refused', { url, status: said(list) })], ''),
        ...later('it does not let us in').slice(1),
      ];
    return [
      answers,
      ...[SOURCES, DASHBOARDS].map((name) =>
        skipped(name, 'Grafana wants a login; name a file with a token by --grafana-token-file'),
      ),
    ];
  }
  const has = found.safeParse(jsonOf(list));
  return [answers, await dataSourcesCheck(context, url, options), dashboardsCheck(context, has.data ?? [])];
}

async function withLogin(context: Context): Promise<ProbeOptions> {
  const { grafanaTokenFile: tokenFile } = context.addresses;
  const ofUp = join(nativeDirectory(context), 'grafana_admin_password');
  const carry = (authorization: string) => ({ ...asking(context), pass: { authorization, trust: null } });
  if (tokenFile !== null) return carry(`Bearer ${await tokenIn(tokenFile)}`);
  if (!existsSync(ofUp)) return asking(context);
  const password = (await readFile(ofUp, 'utf8')).trim();
  return carry(`Basic ${Buffer.from(`admin:${password}`).toString('base64')}`);
}

async function tokenIn(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new Error(
      `The file ${file} (--grafana-token-file) cannot be read: ${error.message}. Let it be a file that you can read.`,
    );
  });
  return text.trim();
}

async function dataSourcesCheck({ loaded }: Context, url: string, options: ProbeOptions): Promise<Check> {
  const wanted = [
    { uid: 'prometheus', name: 'Prometheus' },
    { uid: 'alertmanager', name: 'Alertmanager' },
    ...(storedLogs(loaded.definition).length > 0 ? [{ uid: 'loki', name: 'Loki' }] : []),
  ];
  const findings = await Promise.all(wanted.map((one) => dataSourceFinding(one, url, options)));
  return judged(SOURCES, findings.flat(), `${wanted.map(({ name }) => name).join(', ')} answer`);
}

async function dataSourceFinding(
  { uid, name }: { readonly uid: string; readonly name: string },
  url: string,
  options: ProbeOptions,
): Promise<Finding[]> {
  const answer = await probe(`${url}/api/datasources/uid/${uid}/health`, options);
  if (answer.kind === 'unanswered')
    return [finding('grafana.data_source_failing', { name, said: answer.trouble })];
  const state = sourceHealth.safeParse(jsonOf(answer)).data;
  if (answer.status === 404 && state?.status === undefined)
    return [finding('grafana.data_source_missing', { name })];
  if (answer.status === 200) return [];
  return [
    finding('grafana.data_source_failing', {
      name,
      said: oneLine(state?.message || said(answer)).replace(/\.$/, ''),
    }),
  ];
}

function dashboardsCheck({ loaded: { definition } }: Context, has: z.output<typeof found>): Check {
  const wanted = renderGrafana(definition, composeStack)
    .filter(({ path }) => path.startsWith('grafana/dashboards/'))
    .map(({ text }) => dashboard.parse(JSON.parse(text)));
  const uids = new Set(has.map(({ uid }) => uid));
  const missing = wanted.filter(({ uid }) => !uids.has(uid)).map(({ title }) => title);
  const about = {
    number: String(missing.length),
    all: String(wanted.length),
    titles: someOf(missing, MOST_NAMED),
  };
  return judged(
    DASHBOARDS,
    missing.length === 0 ? [] : [finding('grafana.dashboards_missing', about)],
    `all ${wanted.length} are there`,
  );
}

async function lokiCheck(context: Context): Promise<Check[]> {
  const logs = storedLogs(context.loaded.definition);
  if (logs.length === 0) return [];
  const url = context.addresses.loki ?? USUAL_LOKI;
  const answer = await probe(`${url}/ready`, asking(context));
  if (answer.kind === 'unanswered') {
    if (context.addresses.loki === null)
      return [
        skipped(
          LOKI,
          `nothing answers at ${url}; containers alone reach it unless you say where it is with --loki URL`,
        ),
      ];
    const sources = logs.map(({ sourceName }) => sourceName).join(', ');
    return [judged(LOKI, [finding('loki.unreachable', { url, trouble: answer.trouble, sources })], '')];
  }
  const findings =
    answer.status === 200 ? [] : [finding('loki.not_ready', { url, said: oneLine(answer.text) })];
  return [judged(LOKI, findings, `${url} in ${answer.receivedAt - answer.sentAt} ms`)];
}
