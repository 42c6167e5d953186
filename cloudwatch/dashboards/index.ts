import type { Definition } from '../../definition/schema.ts';
import { goldenSignalsDashboard, logicalId } from '../names.ts';
import { apiPerformance } from './api_performance.ts';
import { aws } from './aws.ts';
import { contextOf } from './context.ts';
import { goldenSignals } from './golden_signals.ts';
import { logs } from './logs.ts';
import { systemHealth } from './system_health.ts';
import { split } from './widgets/capacity.ts';
import { placed, type Section } from './widgets/grid.ts';
import { type Linked, links } from './widgets/links.ts';

/** A dashboard of CloudWatch. */
export interface Dashboard {
  /** Unique in the account, whatever the region. */
  readonly name: string;
  /** Of its resource in the template. */
  readonly logicalId: string;
  /** As CloudWatch takes it, but for the placeholders of `placeholders.ts`. */
  readonly body: object;
}

/** How far back a dashboard looks when it is opened. */
const START = '-PT3H';

/** The dashboards of a definition: those that it feeds. None without `cloudwatch`. */
export function dashboardsOf(definition: Definition): Dashboard[] {
  if (definition.cloudwatch === undefined) return [];
  const context = contextOf(definition);
  const { prefix, services } = context;
  // Names of services may differ in what CloudWatch does not take: those share a dashboard, to which links of both lead.
  const byName = Map.groupBy(services, (service) => goldenSignalsDashboard(definition, service));
  const found = [
    ...parts(`${prefix}-system-health`, 'System health', systemHealth(context)),
    ...parts(`${prefix}-api-performance`, 'API performance', apiPerformance(context)),
    ...[...byName].flatMap(([name, its]) => {
      const sections = its.flatMap((service) => goldenSignals(context, service));
      return parts(name, its.join(' and '), sections);
    }),
    ...parts(`${prefix}-aws`, 'AWS', aws(context)),
    ...parts(`${prefix}-logs`, 'Logs', logs(context)),
  ];
  return found.map(({ name, sections }) => ({
    name,
    logicalId: logicalId('dashboard', name),
    body: {
      start: START,
      periodOverride: 'inherit',
      widgets: placed([[links(found, name)], ...sections]),
    },
  }));
}

interface Part extends Linked {
  readonly sections: readonly Section[];
}

/** A dashboard, or several where it would hold more than CloudWatch lets one have; none where it would be empty. */
function parts(first: string, title: string, sections: readonly Section[]): Part[] {
  return split(sections).map((its, index) => ({
    name: index === 0 ? first : `${first}-${index + 1}`,
    title: index === 0 ? title : `${title} ${index + 1}`,
    sections: its,
  }));
}
