import { isDeepStrictEqual } from 'node:util';
import { dashboardsOf } from '../../cloudwatch/dashboards/index.ts';
import type { AwsClients } from '../aws_clients.ts';
import type { Action, AwsAsking } from './aws_asking.ts';
import { deployed } from './aws_deployed.ts';
import { type Check, judged, notChecked } from './check.ts';
import type { Context } from './context.ts';
import { someOf } from './definition.ts';
import { finding } from './finding.ts';

const DASHBOARDS = { id: 'aws.dashboards', name: 'dashboards' };
const MOST_NAMED = 5;

const GET_DASHBOARD: Action = {
  name: 'cloudwatch:GetDashboard',
  purpose: 'to see whether dashboards are as they should be',
  resource: '*',
};

/** Whether every dashboard of the definition is in CloudWatch as it is rendered. */
export async function dashboardsCheck(
  { loaded }: Context,
  clients: AwsClients,
  asking: AwsAsking,
): Promise<Check[]> {
  const { definition, file } = loaded;
  const wanted = dashboardsOf(definition);
  const { GetDashboardCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = await clients.cloudwatch();
  const told: { readonly name: string; readonly state: string }[] = [];
  // One after the other: AWS throttles many at once, for the whole account.
  for (const { name, body } of wanted) {
    const answer = await asking.ask(GET_DASHBOARD, (options) =>
      client.send(new GetDashboardCommand({ DashboardName: name }), options),
    );
    if (answer.kind === 'refused') break;
    const has = answer.kind === 'told' ? parsed(answer.value.DashboardBody ?? '') : null;
    const isSame = isDeepStrictEqual(has, deployed(body, asking.caller));
    told.push({ name, state: answer.kind === 'missing' ? 'missing' : isSame ? 'same' : 'other' });
  }
  if (asking.isRefused(GET_DASHBOARD))
    return notChecked([DASHBOARDS], `${GET_DASHBOARD.name} does not answer`);
  const named = (state: string) => told.filter((one) => one.state === state).map(({ name }) => name);
  const [missing, other] = [named('missing'), named('other')];
  const about = {
    all: String(wanted.length),
    names: someOf(missing, MOST_NAMED),
  };
  const findings = [
    ...(missing.length === 0 ? [] : [finding('aws.dashboards_missing', about)]),
    ...(other.length === 0
      ? []
      : [finding('aws.dashboards_differ', { file, names: someOf(other, MOST_NAMED) })]),
  ];
  return [judged(DASHBOARDS, findings, `all ${wanted.length} are as ${file} says`)];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
