import * as units from '@grafana/grafana-foundation-sdk/units';
import { APPLICATION_ERRORS_TOTAL } from '../../definition/application_metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import type { Row } from '../panels/layout.ts';
import { errorSamples } from '../panels/links.ts';
import { asTable, ofServices } from '../panels/query.ts';
import { table } from '../panels/table.ts';
import { GROUP, yesterday } from './errors_now.ts';

const { name: ERRORS } = APPLICATION_ERRORS_TOTAL;
const HEIGHT = 9;
const MOST = 20;

/** Which errors are new, and which are the most; samples with stack traces are at the exporter, to which both lead. */
export function errorGroups(definition: Definition): Row {
  const samples = { id: 'links', value: [errorSamples(definition)] };
  const columns = [
    ['service', 'Service'],
    ['error_type', 'Type'],
    ['fingerprint', 'Group'],
  ] as const;
  const groups = `sum by (${GROUP}) (${ofServices(ERRORS)})`;
  // A subquery, since only what each moment knew says when a series was first there; what came after its last minute began is of now.
  const seen = `timestamp(${ofServices(ERRORS)})`;
  const firstSeen = `min by (${GROUP}) (min_over_time(${seen}[1d:1m]) or ${seen})`;
  return {
    title: 'Groups',
    panels: [
      table({
        title: 'Newest errors',
        description:
          'Groups of errors that there were not 24 hours ago, the newest first, with how many there have been.',
        noValue: 'No new error in 24 hours.',
        columns: [...columns, ['Value #A', 'First seen'], ['Value #B', 'Errors']],
        sortBy: { heading: 'First seen', descending: true },
      })
        .span(12)
        .height(HEIGHT)
        .withTarget(asTable(`1000 * ${firstSeen} unless ${yesterday()}`, 'A'))
        .withTarget(asTable(`${groups} unless ${yesterday()}`, 'B'))
        .overrideByName('First seen', [{ id: 'unit', value: units.DateTimeFromNow }])
        .overrideByName('Errors', [{ id: 'unit', value: units.Short }])
        .overrideByName('Group', [samples]),
      table({
        title: 'Most frequent errors',
        description: `The ${MOST} groups with the most errors in the last hour.`,
        noValue: 'No error in the last hour.',
        columns: [...columns, ['Value', 'Errors']],
        sortBy: { heading: 'Errors', descending: true },
      })
        .span(12)
        .height(HEIGHT)
        .withTarget(asTable(`topk(${MOST}, sum by (${GROUP}) (increase(${ofServices(ERRORS)}[1h])) > 0)`))
        .overrideByName('Errors', [
          { id: 'unit', value: units.Short },
          { id: 'decimals', value: 0 },
        ])
        .overrideByName('Group', [samples]),
    ],
  };
}
