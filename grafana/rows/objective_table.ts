import { TableCellDisplayMode } from '@grafana/grafana-foundation-sdk/common';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { SLO_LABEL, SLO_SERIES } from '../../conventions/objectives.ts';
import type { Definition } from '../../definition/schema.ts';
import { burnRateLimits } from '../panels/burn_rate_limits.ts';
import type { Row } from '../panels/layout.ts';
import { onlyThisService } from '../panels/links.ts';
import { asTable, ofServices } from '../panels/query.ts';
import { NO_TIME_LEFT, spentAt } from '../panels/spent_at.ts';
import { table } from '../panels/table.ts';
import { redBelowZero, thresholds } from '../panels/thresholds.ts';
import { TIMES } from './budget.ts';

/** How every objective stands, in a line. */
export function objectiveTable(definition: Definition): Row {
  const of = (series: string) => `max by (service, ${SLO_LABEL.slo}) (${ofServices(series)})`;
  const burning = { id: 'thresholds', value: thresholds(burnRateLimits(definition)).build() };
  const oneDecimal = { id: 'decimals', value: 1 };
  const colourful = { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } };
  return {
    title: 'How they stand',
    panels: [
      table({
        title: 'Objectives, the least budget first',
        description:
          'What each objective promises, what is left of its budget, how fast that is spent, and when it will be gone.',
        noValue: 'not known yet',
        columns: [
          ['service', 'Service'],
          [SLO_LABEL.slo, 'Objective'],
          ['Value #A', 'Target'],
          ['Value #B', 'Period'],
          ['Value #C', 'Budget left'],
          ['Value #D', 'Burn rate now'],
          ['Value #E', 'Burn rate over the period'],
          ['Value #F', 'Budget spent'],
        ],
        sortBy: { heading: 'Budget left', descending: false },
      })
        .height(8)
        .withTarget(asTable(of(SLO_SERIES.objective), 'A'))
        .withTarget(asTable(of(SLO_SERIES.period), 'B'))
        .withTarget(asTable(of(SLO_SERIES.remaining), 'C'))
        .withTarget(asTable(of(SLO_SERIES.currentBurnRate), 'D'))
        .withTarget(asTable(of(SLO_SERIES.periodBurnRate), 'E'))
        .withTarget(asTable(`max by (service, ${SLO_LABEL.slo}) (${spentAt()})`, 'F'))
        .overrideByName('Service', [{ id: 'links', value: [onlyThisService('__value.raw')] }])
        .overrideByName('Target', [
          { id: 'unit', value: units.PercentUnit },
          // 99.99% must not read 100%.
          { id: 'decimals', value: 3 },
        ])
        .overrideByName('Period', [{ id: 'unit', value: 'suffix:days' }])
        .overrideByName('Budget left', [
          { id: 'unit', value: units.PercentUnit },
          { id: 'thresholds', value: redBelowZero().build() },
          colourful,
        ])
        .overrideByName('Burn rate now', [{ id: 'unit', value: TIMES }, oneDecimal, burning, colourful])
        .overrideByName('Burn rate over the period', [{ id: 'unit', value: TIMES }, oneDecimal])
        .overrideByName('Budget spent', [
          { id: 'unit', value: units.DateTimeFromNow },
          { id: 'mappings', value: [NO_TIME_LEFT] },
        ]),
    ],
  };
}
