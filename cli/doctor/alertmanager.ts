import { z } from 'zod';
import { jsonOf } from '../answer.ts';
import { type Area, type Check, judged, notChecked, skipped, sound } from './check.ts';
import { asking, type Context } from './context.ts';
import { type Finding, finding } from './finding.ts';
import { labelOf, Metrics } from './metrics_page.ts';
import { probe, said } from './probe.ts';
import { RECEIVERS, receiversFindings } from './receivers.ts';
import { secretFilesCheck } from './secret_files.ts';

const AREA = 'Alertmanager';
const ANSWERS = { id: 'alertmanager.answers', name: 'answers' };
const CONFIGURATION = { id: 'alertmanager.configuration', name: 'configuration' };
const CLUSTER = { id: 'alertmanager.cluster', name: 'cluster' };
const SENT = { id: 'alertmanager.notifications', name: 'notifications' };

// https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
const status = z.object({
  cluster: z.object({ status: z.string(), peers: z.array(z.unknown()).default([]) }),
  config: z.object({ original: z.string() }),
  versionInfo: z.object({ version: z.string() }),
});

interface Manager {
  readonly url: string;
  readonly milliseconds: number;
  readonly status: z.output<typeof status>;
  readonly metrics: Metrics | null;
}

/** Whether Alertmanager is there, tells those whom the definition names, and gets through to them. */
export async function alertmanagerArea(context: Context): Promise<Area> {
  const { alertmanagers } = context.addresses;
  const [asked, secrets] = await Promise.all([
    Promise.all(alertmanagers.map((url) => managerAt(context, url))),
    secretFilesCheck(context.loaded),
  ]);
  const findings = asked.filter((one) => 'remedy' in one);
  const managers = asked.filter((one) => 'status' in one);
  const answering = managers.map(
    ({ url, milliseconds, status: { versionInfo } }) =>
      `${versionInfo.version} at ${url} in ${milliseconds} ms`,
  );
  const answers = judged(ANSWERS, findings, answering.join(', '));
  if (managers.length === 0) {
    const since = 'Alertmanager does not answer';
    const later = notChecked([CONFIGURATION, CLUSTER, RECEIVERS], since);
    return { name: AREA, checks: [answers, ...later, secrets, ...notChecked([SENT], since)] };
  }
  const checks = [
    answers,
    configurationCheck(managers),
    clusterCheck(managers, alertmanagers.length),
    receiversCheck(context, managers),
    secrets,
    sentCheck(managers),
  ];
  return { name: AREA, checks };
}

async function managerAt(context: Context, url: string): Promise<Manager | Finding> {
  const [answer, page] = await Promise.all([
    probe(`${url}/api/v2/status`, asking(context)),
    probe(`${url}/metrics`, asking(context)),
  ]);
  if (answer.kind === 'unanswered')
    return finding('alertmanager.unreachable', { url, trouble: answer.trouble });
  const parsed = answer.status === 200 ? status.safeParse(jsonOf(answer)) : null;
  if (parsed?.success !== true) return finding('alertmanager.other_program', { url, said: said(answer) });
  const metrics = page.kind === 'answered' && page.status === 200 ? Metrics.read(page.text) : null;
  return { url, milliseconds: answer.receivedAt - answer.sentAt, status: parsed.data, metrics };
}

function configurationCheck(managers: readonly Manager[]): Check {
  const findings = managers.flatMap(({ url, metrics }) =>
    metrics?.value('alertmanager_config_last_reload_successful') === 0
      ? [finding('alertmanager.reload_failed', { url })]
      : [],
  );
  return judged(CONFIGURATION, findings, 'loaded as it is');
}

function clusterCheck(managers: readonly Manager[], wanted: number): Check {
  const [only] = managers;
  if (wanted === 1 && (only === undefined || only.status.cluster.peers.length <= 1) && !hasFailed(only))
    return sound(CLUSTER, 'there is one only');
  const findings = managers.flatMap(({ url, metrics, status: { cluster } }): Finding[] => {
    const failed = metrics?.sum('alertmanager_cluster_failed_peers') ?? 0;
    if (failed > 0) return [finding('alertmanager.peers_failed', { url, number: String(failed) })];
    const known = cluster.peers.length;
    if (known >= wanted) return [];
    return [finding('alertmanager.peers_missing', { url, known: String(known), wanted: String(wanted) })];
  });
  return judged(
    CLUSTER,
    findings,
    `${Math.max(...managers.map((one) => one.status.cluster.peers.length))} know each other`,
  );
}

function hasFailed(manager: Manager | undefined): boolean {
  return (manager?.metrics?.sum('alertmanager_cluster_failed_peers') ?? 0) > 0;
}

function receiversCheck(context: Context, managers: readonly Manager[]): Check {
  const findings = managers.flatMap(({ url, status: { config } }) =>
    receiversFindings(context, url, config.original),
  );
  return judged(RECEIVERS, findings, 'those whom the definition names');
}

const FAILED = 'alertmanager_notifications_failed_total';

function sentCheck(managers: readonly Manager[]): Check {
  const counted = managers.filter(({ metrics }) => metrics !== null);
  if (counted.length === 0) return skipped(SENT, 'its metrics cannot be had');
  const findings = counted.flatMap(({ url, metrics }): Finding[] => {
    const failed = (metrics?.series(FAILED) ?? []).filter(({ value }) => value > 0);
    if (failed.length === 0) return [];
    // Alertmanager names receivers with its feature `receiver-name-in-metrics` only.
    const names = failed.map((one) => labelOf(one, 'receiver_name') || labelOf(one, 'integration'));
    const number = String(failed.reduce((sum, { value }) => sum + value, 0));
    return [
      finding('alertmanager.notifications_failed', {
        url,
        number,
        receivers: [...new Set(names)].join(', '),
      }),
    ];
  });
  const sent = counted.reduce(
    (sum, { metrics }) => sum + (metrics?.sum('alertmanager_notifications_total') ?? 0),
    0,
  );
  return judged(SENT, findings, `${sent} sent, none given up`);
}
