import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { LABEL } from '../../conventions/labels.ts';
import { DATASOURCE_VARIABLE } from './datasource.ts';

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

/** Narrows the dashboard to one service; `clicked` is Grafana's name for the service of what was clicked. */
export function onlyThisService(clicked: '__value.raw' | '__field.labels.service') {
  const query = [
    `var-${LABEL.service}=$\{${clicked}}`,
    `$\{${DATASOURCE_VARIABLE}:queryparam}`,
    `$\{__url_time_range}`,
  ];
  return { title: 'Only this service', url: `/d/${GOLDEN_SIGNALS_UID}?${query.join('&')}` };
}
