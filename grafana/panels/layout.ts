import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type Dashboard,
  type DashboardBuilder,
  type Panel,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** A heading and what is under it; panels flow from left to right and wrap at 24 columns. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Builder<Panel>[];
}

/** Adds the rows, builds the dashboard, and numbers its panels in reading order. */
export function withRows(dashboard: DashboardBuilder, rows: readonly Row[]): Dashboard {
  for (const { title, panels } of rows) {
    dashboard.withRow(new RowBuilder(title));
    for (const panel of panels) dashboard.withPanel(panel);
  }
  const built = dashboard.build();
  for (const [index, panel] of (built.panels ?? []).entries()) panel.id = index + 1;
  return built;
}
