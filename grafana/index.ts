import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Definition } from '../definition/schema.ts';
import { goldenSignals } from './golden_signals.ts';

/** A dashboard: the file it is rendered to, and what is in it for a given monitoring.yml. */
export interface DashboardSource {
  /** Name of the file in grafana/dashboards/. */
  readonly file: string;
  readonly build: (definition: Definition) => Dashboard;
}

/** Every dashboard; what is in this list is rendered, provisioned and tested. */
export const dashboards: readonly DashboardSource[] = [{ file: 'golden-signals.json', build: goldenSignals }];
