import * as units from '@grafana/grafana-foundation-sdk/units';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { EXPORTER_KNOWN, ofEnvironments, orZero, overTime, rateBy } from '../panels/query.ts';
import { NO_EXPORTER } from './sources.ts';

/** Whether Prometheus gets its pages. */
export function exporterPages(): Row {
  const { scrapeRendering, scrapesCutOff, scrapesRefused, collectErrors } = SELF_METRICS;
  const perMinute = (metric: string) => orZero(`60 * ${rateBy([], ofEnvironments(metric))}`, EXPORTER_KNOWN);
  const scrapes = (series: string) => `max by (job, instance) (${ofEnvironments(series, 'job="goldwatch"')})`;
  return {
    title: 'Pages for Prometheus',
    panels: [
      graph({
        title: 'Time that a scrape takes',
        description:
          'How long Prometheus waited for the page of the exporter, and how much of that was rendering.',
        unit: units.Seconds,
        noValue: NO_EXPORTER,
      })
        .span(8)
        .withTarget(overTime(scrapes('scrape_duration_seconds'), '{{instance}} scrape', 'A'))
        .withTarget(
          overTime(
            `max by (instance) (${ofEnvironments(scrapeRendering.name)})`,
            '{{instance}} rendering',
            'B',
          ),
        ),
      graph({
        title: 'Samples of a page',
        description: 'How many samples the exporter serves in one scrape.',
        unit: units.Short,
        noValue: NO_EXPORTER,
      })
        .span(8)
        .withTarget(overTime(scrapes('scrape_samples_scraped'), '{{instance}}')),
      graph({
        title: 'Pages that were not whole',
        description:
          'Scrapes per minute that were cut off or refused, and metrics that were left out of one.',
        unit: units.CountsPerMinute,
        noValue: NO_EXPORTER,
      })
        .span(8)
        .withTarget(overTime(perMinute(scrapesCutOff.name), 'cut off', 'A'))
        .withTarget(overTime(perMinute(scrapesRefused.name), 'refused', 'B'))
        .withTarget(overTime(perMinute(collectErrors.name), 'left out', 'C')),
    ],
  };
}
