import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { LABEL } from '../../conventions/labels.ts';
import { exporterScheme } from '../../definition/exporter_client.ts';
import type { Definition } from '../../definition/schema.ts';
import { DATASOURCE_VARIABLE } from './datasource.ts';
import { ENVIRONMENT_VARIABLE } from './variables.ts';

/** The uid of the dashboard «Golden signals»; its address is /d/<uid>. */
export const GOLDEN_SIGNALS_UID = 'goldwatch-golden-signals';

/** Every dashboard of goldwatch carries this tag, and links to all that do. */
export const DASHBOARD_TAG = 'goldwatch';

/** A menu of goldwatch's dashboards that takes the time range and the variables along. */
export function otherDashboards() {
  const link = new DashboardLinkBuilder('goldwatch')
    .type(DashboardLinkType.Dashboards)
    .tags([DASHBOARD_TAG])
    .tooltip('The dashboards of goldwatch, for the same time and services')
    .asDropdown(true)
    .keepTime(true)
    .includeVars(true)
    .build();
  // The SDK would hide it in the menu of dashboard controls.
  delete link.placement;
  return { build: () => link };
}

/** Leads to the golden signals of one service; `clicked` is Grafana's name for the service of what was clicked. */
export function onlyThisService(clicked: '__value.raw' | '__field.labels.service') {
  const query = [
    `var-${LABEL.service}=$\{${clicked}}`,
    `$\{${DATASOURCE_VARIABLE}:queryparam}`,
    `$\{${ENVIRONMENT_VARIABLE}:queryparam}`,
    `$\{__url_time_range}`,
  ];
  return { title: 'Only this service', url: `/d/${GOLDEN_SIGNALS_UID}?${query.join('&')}` };
}

/**
 * Leads from the name of an alert to its runbook; none where `service.runbooks` is not said, or where some have another
 * address, which a table cannot tell apart.
 */
export function runbooks({ service, alerts, objectives }: Definition) {
  const others = [...alerts, ...objectives].some(({ runbook }) => runbook !== undefined);
  if (service.runbooks === undefined || others) return [];
  const url = service.runbooks.replaceAll('{alert}', `$\{__value.raw}`);
  return [{ title: 'Runbook', url, targetBlank: true }];
}

/**
 * Leads to the list of error groups at the exporter, each with a sample. It is reached as localhost: both stacks publish it on
 * loopback, so that browsers elsewhere need a tunnel to it, as for the exporter's own page.
 */
export function errorSamples({ exporter }: Definition) {
  const port = exporter.listen.slice(exporter.listen.lastIndexOf(':') + 1);
  const url = `${exporterScheme(exporter)}://localhost:${port}/v1/errors`;
  return { title: 'Samples at the exporter', url, targetBlank: true };
}
