import { AwsClients } from '../aws_clients.ts';
import { alarmsCheck } from './aws_alarms.ts';
import { AwsAsking } from './aws_asking.ts';
import { dashboardsCheck } from './aws_dashboards.ts';
import { CLOCK, clockCheck, ENDPOINTS, endpointsCheck, endpointsOf } from './aws_endpoints.ts';
import { IDENTITY, identity } from './aws_identity.ts';
import { logsChecks } from './aws_logs.ts';
import { metricsCheck, tryToSend } from './aws_metrics.ts';
import { notificationChecks } from './aws_notifications.ts';
import { leftBehindCheck } from './aws_orphans.ts';
import { queriesCheck } from './aws_queries.ts';
import { type Area, type Check, judged, notChecked, sound } from './check.ts';
import type { Context } from './context.ts';
import type { ExporterArea } from './exporter.ts';
import { finding } from './finding.ts';

const AREA = 'AWS';
const REGION = { id: 'aws.region', name: 'region' };
const DEPLOYED = { id: 'aws.deployed', name: 'what is there' };

/** Whether AWS is reached, knows us and lets us in, and has what the definition says; null where it says nothing of AWS. */
export async function awsArea(context: Context, exporter: ExporterArea): Promise<Area | null> {
  const { cloudwatch, mirror } = context.loaded.definition;
  if (mirror.cloudwatch === undefined && cloudwatch === undefined) return null;
  const clients = new AwsClients(context.loaded.definition);
  try {
    const { checks, region } = await regionCheck(clients);
    if (region === null) {
      const later = notChecked([ENDPOINTS, CLOCK, IDENTITY, DEPLOYED], 'no region is known');
      return { name: AREA, checks: [...checks, ...later] };
    }
    const endpoints = await endpointsOf(context.loaded, region);
    const [reached, clock] = await Promise.all([
      endpointsCheck(context, endpoints),
      clockCheck(context, endpoints),
    ]);
    const before = [...checks, reached, clock];
    if (reached.outcome === 'broken' && reached.findings.some(({ id }) => id !== 'aws.slow')) {
      return { name: AREA, checks: [...before, ...notChecked([IDENTITY, DEPLOYED], 'AWS is not reached')] };
    }
    const { check, caller } = await identity(clients, region, context);
    if (caller === null && clock.outcome === 'broken' && isOfClocks(check))
      return {
        name: AREA,
        checks: [...before, ...notChecked([IDENTITY, DEPLOYED], 'the clock of this host is wrong')],
      };
    if (caller === null)
      return { name: AREA, checks: [...before, check, ...notChecked([DEPLOYED], 'AWS does not let us in')] };
    const asking = new AwsAsking(caller, context);
    const there = await deployedChecks(context, clients, asking, exporter);
    return { name: AREA, checks: [...before, check, asking.check, ...there] };
  } finally {
    await clients.close();
  }
}

/** A signature holds for some minutes only. */
function isOfClocks({ findings }: Check): boolean {
  return findings.every(({ id }) => id === 'aws.clock_skew' || id === 'aws.credentials_wrong');
}

async function regionCheck(
  clients: AwsClients,
): Promise<{ readonly checks: Check[]; readonly region: string | null }> {
  try {
    const region = await (await clients.sts()).config.region();
    return { checks: [sound(REGION, region)], region };
  } catch {
    // The SDK has no other reason to throw here than that there is none.
    return { checks: [judged(REGION, [finding('aws.region_missing', {})], '')], region: null };
  }
}

async function deployedChecks(
  context: Context,
  clients: AwsClients,
  asking: AwsAsking,
  exporter: ExporterArea,
): Promise<Check[]> {
  const { cloudwatch, mirror } = context.loaded.definition;
  const settings = mirror.cloudwatch;
  const checks = await Promise.all([
    cloudwatch === undefined ? [] : alarmsCheck(context, clients, asking),
    cloudwatch === undefined ? [] : dashboardsCheck(context, clients, asking),
    cloudwatch === undefined ? [] : leftBehindCheck(context, clients, asking),
    cloudwatch === undefined ? [] : notificationChecks(context, clients, asking),
    cloudwatch === undefined ? [] : logsChecks(context, clients, asking),
    cloudwatch === undefined ? [] : queriesCheck(context, clients, asking),
    settings === undefined ? [] : metricsCheck(context, settings, clients, asking, exporter.mirrorTrouble),
    settings === undefined ? [] : tryToSend(settings.namespace, clients, asking).then(() => []),
  ]);
  return checks.flat();
}
