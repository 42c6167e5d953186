import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Fn, type Stack } from 'aws-cdk-lib/core';
import type { Dashboard } from '../dashboards/index.ts';
import { bodyText } from '../dashboards/placeholders.ts';
import { called } from './stack.ts';

/** Puts dashboards into a stack; what stands for region and account in their bodies becomes that of the deployment. */
export function addDashboards(stack: Stack, dashboards: readonly Dashboard[]): void {
  for (const { name, logicalId, body } of dashboards) {
    const resource = new CfnDashboard(stack, `Dashboard${logicalId}`, {
      dashboardName: name,
      dashboardBody: Fn.sub(bodyText(body)),
    });
    called(resource, logicalId);
  }
}
