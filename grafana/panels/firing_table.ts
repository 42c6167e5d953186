import { TableCellDisplayMode } from '@grafana/grafana-foundation-sdk/common';
import { MappingType } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { SEVERITIES } from '../../conventions/labels.ts';
import type { Definition } from '../../definition/schema.ts';
import { firingSince } from './firing.ts';
import { onlyThisService, runbooks } from './links.ts';
import { asTable } from './query.ts';
import { table } from './table.ts';
import { SEVERITY_COLOR } from './thresholds.ts';

/** The alerts that fire, the first to begin on top. */
export function firingTable(definition: Definition): PanelBuilder {
  const severities = SEVERITIES.map((severity, index) => [
    severity,
    { text: severity, color: SEVERITY_COLOR[severity], index },
  ]);
  return table({
    title: 'What fires, since when',
    description: 'Firing alerts with the time their condition began; what began first is often the cause.',
    noValue: 'Nothing fires.',
    columns: [
      ['severity', 'Severity'],
      ['alertname', 'Alert'],
      ['service', 'Service'],
      ['Value', 'Began'],
    ],
    sortBy: { heading: 'Began', descending: false },
  })
    .height(7)
    .withTarget(asTable(firingSince()))
    .overrideByName('Severity', [
      { id: 'mappings', value: [{ type: MappingType.ValueToText, options: Object.fromEntries(severities) }] },
      { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } },
      { id: 'custom.width', value: 120 },
    ])
    .overrideByName('Alert', [{ id: 'links', value: runbooks(definition) }])
    .overrideByName('Service', [{ id: 'links', value: [onlyThisService('__value.raw')] }])
    .overrideByName('Began', [{ id: 'unit', value: units.DateTimeFromNow }]);
}
