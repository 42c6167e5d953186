import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { LABEL } from '../../conventions/labels.ts';
import { DEFAULT_WINDOW_MS, RECORDED } from '../../conventions/recorded.ts';
import { DATASOURCE, DATASOURCE_VARIABLE } from './datasource.ts';

/** Chooses the Prometheus; the provisioned one unless the reader picks another. */
export function datasourceVariable() {
  return new DatasourceVariableBuilder(DATASOURCE_VARIABLE)
    .label('Data source')
    .type('prometheus')
    .current({ text: 'Prometheus', value: 'prometheus' });
}

/** Chooses services, among those with traffic in the time range; all of them at first. */
export function serviceVariable() {
  return new QueryVariableBuilder(LABEL.service)
    .label('Service')
    .datasource(DATASOURCE)
    .query(`label_values(${RECORDED.traffic(DEFAULT_WINDOW_MS)}, ${LABEL.service})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ text: ['All'], value: ['$__all'] });
}
