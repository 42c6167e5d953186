import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Definition } from '../definition/schema.ts';
import { DATASOURCE } from './panels/datasource.ts';
import { deployedAt } from './panels/deployments.ts';
import { firingAlerts } from './panels/firing.ts';
import { withRows } from './panels/layout.ts';
import { DASHBOARD_TAG, GOLDEN_SIGNALS_UID, otherDashboards } from './panels/links.ts';
import { datasourceVariable, serviceVariable } from './panels/variables.ts';
import { errors } from './rows/errors.ts';
import { latency } from './rows/latency.ts';
import { now } from './rows/now.ts';
import { routes } from './rows/routes.ts';
import { saturation } from './rows/saturation.ts';
import { self } from './rows/self.ts';
import { traffic } from './rows/traffic.ts';

/** The dashboard «Golden signals». From top to bottom: what is wrong, since when, how bad, and where. */
export function goldenSignals(definition: Definition): Dashboard {
  const dashboard = new DashboardBuilder('Golden signals')
    .uid(GOLDEN_SIGNALS_UID)
    .description('Traffic, errors, latency and saturation of every watched service.')
    .tags([DASHBOARD_TAG, 'golden-signals'])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .withVariable(datasourceVariable())
    .withVariable(serviceVariable())
    .annotation(
      new AnnotationQueryBuilder()
        .name('Firing alerts')
        .datasource(DATASOURCE)
        .enable(true)
        .iconColor('red')
        .expr(firingAlerts())
        .titleFormat('{{alertname}}')
        .textFormat('{{service}}')
        .tagKeys('severity'),
    )
    .link(otherDashboards());
  // Without the source nobody would know why there is never one.
  if (definition.sources.some(({ type }) => type === 'deployments')) dashboard.annotation(deployments());
  return withRows(dashboard, [
    now(definition),
    traffic(),
    errors(definition),
    latency(definition),
    saturation(definition),
    routes(definition),
    self(),
  ]);
}

function deployments() {
  return new AnnotationQueryBuilder()
    .name('Deployments')
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor('blue')
    .expr(deployedAt())
    .useValueForTime(true)
    .titleFormat('{{service}} {{version}}')
    .textFormat('{{commit}} {{environment}}')
    .tagKeys('service,environment');
}
