import { AwsError } from '../errors.ts';
import type { Input } from '../input.ts';
import type { Context } from '../operations.ts';

/** Answers GetDashboard. */
export function getDashboard(input: Input, { account }: Context): object {
  const name = input.string('DashboardName');
  if (name === undefined) throw new AwsError('MissingParameter', 'The parameter DashboardName is required.');
  const dashboard = account.dashboards.get(name);
  if (dashboard === undefined)
    throw new AwsError('DashboardNotFoundError', `Dashboard ${name} does not exist`);
  return { DashboardArn: dashboard.arn, DashboardName: name, DashboardBody: dashboard.body };
}

/** Answers ListDashboards, all of them on one page. */
export function listDashboards(input: Input, { account }: Context): object {
  const prefix = input.string('DashboardNamePrefix') ?? '';
  const found = [...account.dashboards.values()].filter(({ name }) => name.startsWith(prefix));
  return {
    DashboardEntries: found.map(({ name, arn, body, modifiedAt }) => ({
      DashboardName: name,
      DashboardArn: arn,
      LastModified: modifiedAt / 1000,
      Size: Buffer.byteLength(body),
    })),
  };
}
