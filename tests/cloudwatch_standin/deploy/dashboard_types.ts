import { ACCOUNT_ID } from '../account/identity.ts';
import { LIMITS } from './limits.ts';
import { given, type ResourceType } from './resource_type.ts';

/** Dashboards, as PutDashboard takes them. */
export const DASHBOARD_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::CloudWatch::Dashboard': {
    nameOf: given('DashboardName'),
    attributes: () => ({}),
    problems: (name, { DashboardBody }) => [
      ...(/^[\w-]{1,255}$/.test(name) ? [] : [`${name} is no name of a dashboard.`]),
      ...dashboardProblems(DashboardBody),
    ],
    create: (name, { DashboardBody }, account) => {
      const dashboard = {
        name,
        arn: `arn:aws:cloudwatch::${ACCOUNT_ID}:dashboard/${name}`,
        modifiedAt: account.now,
      };
      account.dashboards.set(name, { ...dashboard, body: String(DashboardBody) });
    },
  },
};

function dashboardProblems(body: unknown): string[] {
  try {
    const { widgets } = JSON.parse(String(body)) as { widgets?: unknown };
    if (!Array.isArray(widgets)) return ['The dashboard body is invalid: it has no widgets.'];
    const metrics = widgets.map(({ properties }) => (properties?.metrics ?? []).length as number);
    const all = metrics.reduce((sum, count) => sum + count, 0);
    return [
      ...(widgets.length > LIMITS.widgetsPerDashboard
        ? [`It has ${widgets.length} widgets, and ${LIMITS.widgetsPerDashboard} are allowed.`]
        : []),
      ...metrics
        .filter((count) => count > LIMITS.metricsPerWidget)
        .map((count) => `A widget has ${count} metrics, and ${LIMITS.metricsPerWidget} are allowed.`),
      ...(all > LIMITS.metricsPerDashboard
        ? [`It has ${all} metrics, and ${LIMITS.metricsPerDashboard} are allowed.`]
        : []),
    ];
  } catch {
    return ['The dashboard body is invalid: it is not JSON.'];
  }
}
