import * as units from '@grafana/grafana-foundation-sdk/units';
import { SLO_LABEL, SLO_SERIES } from '../../conventions/objectives.ts';
import type { Definition } from '../../definition/schema.ts';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofServices, overTime } from '../panels/query.ts';

const LEGEND = `{{service}} {{${SLO_LABEL.slo}}}`;
const NO_EVENTS = 'No events in this time range.';

/** How many events count towards each objective, and how many of them were bad. */
export function objectiveEvents({ exporter }: Definition): Row {
  const stepsPerMinute = 60_000 / exporter.scrape_interval;
  // Each value is of one evaluation of the rules, so that their mean is a pace.
  const perMinute = (series: string) =>
    `${stepsPerMinute} * avg_over_time(${ofServices(series)}[$__rate_interval])`;
  const good = `${perMinute(SLO_SERIES.totalEvents)} - ${perMinute(SLO_SERIES.badEvents)}`;
  return {
    title: 'Events',
    panels: [
      graph({
        title: 'Good events',
        description: 'Events per minute that were as promised, by objective.',
        unit: units.EventsPerMinute,
        noValue: NO_EVENTS,
      }).withTarget(overTime(good, LEGEND)),
      graph({
        title: 'Bad events',
        description: 'Events per minute that were not as promised and spend the budget, by objective.',
        unit: units.EventsPerMinute,
        noValue: NO_EVENTS,
      }).withTarget(overTime(perMinute(SLO_SERIES.badEvents), LEGEND)),
    ],
  };
}
