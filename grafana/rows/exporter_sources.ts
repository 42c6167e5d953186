import * as units from '@grafana/grafana-foundation-sdk/units';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { EXPORTER_KNOWN, ofEnvironments, orNone, overTime, rateBy } from '../panels/query.ts';
import { bytesWaiting, NO_EXPORTER, sourcesUp } from './sources.ts';

/** Whether signals come in. */
export function exporterSources(definition: Definition): Row {
  const { sourceErrors, sourceLastSuccess } = SELF_METRICS;
  // What Prometheus scrapes, the exporter has nothing to do with; what is sent to it may not come for days.
  const looking = definition.sources.flatMap((source) =>
    isLooking(source) ? [(source.name ?? source.type).replaceAll('.', '\\\\.')] : [],
  );
  const of = ofEnvironments(sourceLastSuccess.name, `source=~"${looking.join('|')}"`);
  const age = `time() - max by (source) (${of})`;
  return {
    title: 'What comes in',
    panels: [
      sourcesUp(definition),
      bytesWaiting(),
      graph({
        title: 'Failures of sources',
        description:
          'How often a source failed, per minute, by reason; the log of the exporter has the sentence.',
        unit: units.CountsPerMinute,
        noValue: NO_EXPORTER,
      }).withTarget(
        overTime(
          orNone(
            'source',
            `60 * ${rateBy(['source', 'reason'], ofEnvironments(sourceErrors.name))}`,
            EXPORTER_KNOWN,
          ),
          '{{source}} {{reason}}',
        ),
      ),
      graph({
        title: 'Time since a source worked',
        description:
          'How long ago each source that looks for itself last worked; where it only grows, the source stands still.',
        unit: units.Seconds,
        noValue: 'No source looks for itself.',
      }).withTarget(overTime(age, '{{source}}')),
    ],
  };
}

function isLooking(source: Definition['sources'][number]): boolean {
  return (
    (source.type === 'logs' && source.files !== undefined) ||
    source.type === 'container' ||
    (source.type === 'scrape' && source.via === 'exporter')
  );
}
