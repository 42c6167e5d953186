import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { LABEL } from '../../conventions/labels.ts';
import { DEFAULT_WINDOW_MS, RECORDED } from '../../conventions/recorded.ts';
import { DATASOURCE, DATASOURCE_VARIABLE } from './datasource.ts';

/** Name of the variable that chooses environments. */
export const ENVIRONMENT_VARIABLE = 'environment';

/** Selects the series of every service with traffic. */
export const SERVICES_WITH_TRAFFIC = RECORDED.traffic(DEFAULT_WINDOW_MS);

/** Chooses the Prometheus; the provisioned one unless the reader picks another. */
export function datasourceVariable() {
  return new DatasourceVariableBuilder(DATASOURCE_VARIABLE)
    .label('Data source')
    .type('prometheus')
    .current({ text: 'Prometheus', value: 'prometheus' });
}

/** Chooses services, among those with these series in the time range; all of them at first. */
export function serviceVariable(series: string) {
  return choice(LABEL.service, 'Service', series);
}

/**
 * Chooses environments, likewise. Where one Prometheus watches one environment its series have no such label, for it
 * puts `environment` on what it sends elsewhere only; then there is no choice, and «All» selects what has no label.
 */
export function environmentVariable(series: string) {
  return choice(ENVIRONMENT_VARIABLE, 'Environment', series);
}

function choice(label: string, heading: string, series: string) {
  return new QueryVariableBuilder(label)
    .label(heading)
    .datasource(DATASOURCE)
    .query(`label_values(${series}, ${label})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ text: ['All'], value: ['$__all'] });
}
