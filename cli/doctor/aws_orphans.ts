import { planAlarms } from '../../cloudwatch/alarms/plan.ts';
import { dashboardsOf } from '../../cloudwatch/dashboards/index.ts';
import { goldenSignalsDashboard, prefixOf } from '../../cloudwatch/names.ts';
import { tagsOf } from '../../cloudwatch/tags.ts';
import type { Definition } from '../../definition/schema.ts';
import type { AwsClients } from '../aws_clients.ts';
import type { Action, AwsAsking } from './aws_asking.ts';
import { type Check, judged, notChecked } from './check.ts';
import type { Context } from './context.ts';
import { someOf } from './definition.ts';
import { type Finding, finding } from './finding.ts';

const LEFT_BEHIND = { id: 'aws.left_behind', name: 'left behind' };
const MOST_NAMED = 5;
/** Of 100 alarms each, or of 1000 dashboards: API reference. */
const MOST_PAGES = 50;
/** Tags are asked for one alarm after the other. */
const MOST_TAGS = 50;
const STACK_TAG = 'aws:cloudformation:stack-name';

const action = (name: string): Action => ({
  name,
  purpose: 'to see what is there that the definition does not have',
  resource: '*',
});
const DESCRIBE_ALARMS = action('cloudwatch:DescribeAlarms');
const LIST_TAGS = action('cloudwatch:ListTagsForResource');
const LIST_DASHBOARDS = action('cloudwatch:ListDashboards');

/** Whether CloudWatch has alarms and dashboards of the definition that it no longer has: a removed alert goes on firing. */
export async function leftBehindCheck(
  { loaded: { definition, file } }: Context,
  clients: AwsClients,
  asking: AwsAsking,
): Promise<Check> {
  const [alarms, dashboards] = await Promise.all([
    alarmsLeft(definition, clients, asking),
    dashboardsLeft(definition, clients, asking),
  ]);
  const refused = [DESCRIBE_ALARMS, LIST_TAGS, LIST_DASHBOARDS].find((one) => asking.isRefused(one));
  const findings: Finding[] = [];
  if (alarms.length > 0) {
    const [stack = `${prefixOf(definition)}-alarms-SERVICE`] = alarms.flatMap((alarm) => alarm.stack ?? []);
    const names = someOf(
      alarms.map(({ name }) => name),
      MOST_NAMED,
    );
    findings.push(finding('aws.alarms_left_behind', { file, names, stack }));
  }
  if (dashboards.length > 0) {
    const names = someOf(dashboards, MOST_NAMED);
    findings.push(finding('aws.dashboards_left_behind', { file, names, all: dashboards.join(' ') }));
  }
  if (findings.length === 0 && refused !== undefined) {
    const [check] = notChecked([LEFT_BEHIND], `${refused.name} does not answer`);
    if (check !== undefined) return check;
  }
  return judged(LEFT_BEHIND, findings, `no alarm and no dashboard that ${file} does not have`);
}

interface LeftAlarm {
  readonly name: string;
  readonly stack: string | undefined;
}

async function alarmsLeft(
  definition: Definition,
  clients: AwsClients,
  asking: AwsAsking,
): Promise<LeftAlarm[]> {
  const { DescribeAlarmsCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = await clients.cloudwatch();
  const wanted = new Set(planAlarms(definition).alarms.map(({ name }) => name));
  const others: { readonly name: string; readonly arn: string }[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const told = await asking.ask(DESCRIBE_ALARMS, (options) =>
      client.send(
        new DescribeAlarmsCommand({
          AlarmNamePrefix: `${prefixOf(definition)}-`,
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          MaxRecords: 100,
          NextToken,
        }),
        options,
      ),
    );
    if (told.kind !== 'told') return [];
    for (const alarm of [...(told.value.MetricAlarms ?? []), ...(told.value.CompositeAlarms ?? [])]) {
      const { AlarmName: name = '', AlarmArn: arn = '' } = alarm;
      if (!wanted.has(name)) others.push({ name, arn });
    }
    NextToken = told.value.NextToken;
    if (NextToken === undefined) break;
  }
  return await ours(others.slice(0, MOST_TAGS), definition, clients, asking);
}

/** Those that have the definition's own tags: another definition's prefix may begin as this one's does. */
async function ours(
  others: readonly { readonly name: string; readonly arn: string }[],
  definition: Definition,
  clients: AwsClients,
  asking: AwsAsking,
): Promise<LeftAlarm[]> {
  const { ListTagsForResourceCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = await clients.cloudwatch();
  const own = tagsOf(definition);
  const found: LeftAlarm[] = [];
  for (const { name, arn } of others) {
    const told = await asking.ask(LIST_TAGS, (options) =>
      client.send(new ListTagsForResourceCommand({ ResourceARN: arn }), options),
    );
    if (told.kind === 'refused') return found;
    if (told.kind !== 'told') continue;
    const tags = new Map((told.value.Tags ?? []).map(({ Key = '', Value }) => [Key, Value]));
    const isOurs = ['service', 'environment', 'managed-by'].every((key) => tags.get(key) === own[key]);
    if (isOurs) found.push({ name, stack: tags.get(STACK_TAG) });
  }
  return found;
}

/** Dashboards take no tags everywhere; only names that the definition itself may give are its own. */
async function dashboardsLeft(
  definition: Definition,
  clients: AwsClients,
  asking: AwsAsking,
): Promise<string[]> {
  const { ListDashboardsCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = await clients.cloudwatch();
  const wanted = new Set(dashboardsOf(definition).map(({ name }) => name));
  const prefix = prefixOf(definition);
  const begin = goldenSignalsDashboard(definition, '');
  const isOwn = (name: string) =>
    name.startsWith(begin) ||
    /^(?:system-health|api-performance|aws|logs)(?:-\d+)?$/.test(name.slice(prefix.length + 1));
  const found: string[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const told = await asking.ask(LIST_DASHBOARDS, (options) =>
      client.send(new ListDashboardsCommand({ DashboardNamePrefix: `${prefix}-`, NextToken }), options),
    );
    if (told.kind !== 'told') return [];
    const names = (told.value.DashboardEntries ?? []).map(({ DashboardName: name = '' }) => name);
    found.push(...names.filter((name) => isOwn(name) && !wanted.has(name)));
    NextToken = told.value.NextToken;
    if (NextToken === undefined) break;
  }
  return found;
}
