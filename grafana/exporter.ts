import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Definition } from '../definition/schema.ts';
import { dashboardFrame } from './panels/frame.ts';
import { withRows } from './panels/layout.ts';
import { exporterAlerts } from './rows/exporter_alerts.ts';
import { exporterNow } from './rows/exporter_now.ts';
import { exporterPages } from './rows/exporter_pages.ts';
import { exporterProcess } from './rows/exporter_process.ts';
import { exporterSeries } from './rows/exporter_series.ts';
import { exporterSources } from './rows/exporter_sources.ts';
import { mirrorCost, mirrorDatums, mirrorSpool } from './rows/mirror.ts';
import { stackPrograms } from './rows/stack_programs.ts';

/** The dashboard «Mirror and exporter»: whether the monitoring itself can be believed, and what its mirror sends and costs. */
export function exporter(definition: Definition): Dashboard {
  const isMirrored = definition.mirror.cloudwatch !== undefined;
  const dashboard = dashboardFrame({
    title: 'Mirror and exporter',
    uid: 'goldwatch-exporter',
    description:
      'The health of goldwatch itself: sources, series, pages, messages, and what goes to CloudWatch.',
    tags: ['exporter'],
    definition,
  });
  return withRows(dashboard, [
    exporterNow(definition),
    exporterSources(definition),
    ...(isMirrored ? [mirrorSpool(), mirrorDatums(), mirrorCost(definition)] : []),
    exporterSeries(),
    exporterPages(),
    exporterAlerts(definition),
    exporterProcess(),
    stackPrograms(),
  ]);
}
