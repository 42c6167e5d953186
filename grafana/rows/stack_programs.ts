import * as units from '@grafana/grafana-foundation-sdk/units';
import { graph } from '../panels/graph.ts';
import type { Row } from '../panels/layout.ts';
import { ofEnvironments, orZero, overTime, rateBy } from '../panels/query.ts';
import { states } from '../panels/states.ts';

/** The programs beside the exporter: without them nobody is told. */
export function stackPrograms(): Row {
  const perMinute = (counter: string, program: 'prometheus' | 'alertmanager') =>
    orZero(`60 * ${rateBy([], ofEnvironments(counter))}`, ofEnvironments(`${program}_build_info`));
  return {
    title: 'Prometheus and Alertmanager',
    panels: [
      states({
        title: 'Targets',
        description: 'Whether Prometheus reaches what it scrapes, by job.',
        noValue: 'Prometheus scrapes nothing.',
        zero: 'down',
        one: 'up',
      })
        .span(8)
        .withTarget(overTime(`min by (job) (${ofEnvironments('up')})`, '{{job}}')),
      graph({
        title: 'Failures on the way to people',
        description:
          'Rules per minute that could not be evaluated, alerts that did not get to Alertmanager, and messages that did not get to a receiver.',
        unit: units.CountsPerMinute,
        noValue: 'Neither program serves metrics.',
      })
        .span(8)
        .withTarget(
          overTime(perMinute('prometheus_rule_evaluation_failures_total', 'prometheus'), 'rules', 'A'),
        )
        .withTarget(
          overTime(perMinute('prometheus_notifications_dropped_total', 'prometheus'), 'alerts', 'B'),
        )
        .withTarget(
          overTime(perMinute('alertmanager_notifications_failed_total', 'alertmanager'), 'messages', 'C'),
        ),
      graph({
        title: 'Series in Prometheus',
        description: 'How many series Prometheus keeps in memory.',
        unit: units.Short,
        noValue: 'Prometheus serves no metrics.',
      })
        .span(8)
        .withTarget(
          overTime(`max by (instance) (${ofEnvironments('prometheus_tsdb_head_series')})`, '{{instance}}'),
        ),
    ],
  };
}
