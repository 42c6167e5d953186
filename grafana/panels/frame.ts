import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Definition } from '../../definition/schema.ts';
import { DATASOURCE } from './datasource.ts';
import { deployedAt } from './deployments.ts';
import { firingSince } from './firing.ts';
import { DASHBOARD_TAG, otherDashboards } from './links.ts';
import {
  datasourceVariable,
  environmentVariable,
  SERVICES_WITH_TRAFFIC,
  serviceVariable,
} from './variables.ts';

interface FrameOptions {
  readonly title: string;
  /** What its address ends with; begins with `goldwatch-`, and never changes. */
  readonly uid: string;
  /** One plain sentence. */
  readonly description: string;
  /** Tags beside the one that every dashboard has. */
  readonly tags: readonly string[];
  readonly definition: Definition;
  /** A selector of the series whose services can be chosen; those with traffic unless given. */
  readonly servicesOf?: string;
}

/**
 * What every dashboard has alike: the choice of data source, services and environment, firing alerts and deployments
 * as annotations, links to the others, and the last hour, anew twice a minute. Rows follow by `withRows`.
 */
export function dashboardFrame(options: FrameOptions): DashboardBuilder {
  const { title, uid, description, tags, definition, servicesOf = SERVICES_WITH_TRAFFIC } = options;
  const dashboard = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([DASHBOARD_TAG, ...tags])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .withVariable(datasourceVariable())
    .withVariable(serviceVariable(servicesOf))
    .withVariable(environmentVariable(servicesOf))
    .annotation(firing())
    .link(otherDashboards());
  // Without the source nobody would know why there is never one.
  if (definition.sources.some(({ type }) => type === 'deployments')) dashboard.annotation(deployments());
  return dashboard;
}

function firing() {
  return (
    new AnnotationQueryBuilder()
      .name('Firing alerts')
      .datasource(DATASOURCE)
      .enable(true)
      .iconColor('red')
      // What is only told, such as a deployment, which has a mark of its own, would look like trouble in red.
      .expr(firingSince('severity!="info"'))
      // Where each began: shades from there on would lie upon each other, and hide the graphs when most fires.
      .useValueForTime(true)
      .titleFormat('{{alertname}}')
      .textFormat('{{service}}')
      .tagKeys('severity')
  );
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
