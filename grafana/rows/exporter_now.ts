import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { SCRAPE_JOB_PREFIX } from '../../conventions/labels.ts';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import { scrapeJobs } from '../../definition/scrape_jobs.ts';
import type { Row } from '../panels/layout.ts';
import { words } from '../panels/mappings.ts';
import { atThisMoment, ofEnvironments } from '../panels/query.ts';
import { tile } from '../panels/tile.ts';

const NO_EXPORTER = 'no metrics';

/** Which version runs, since when on which configuration, and whether it is well. */
export function exporterNow(definition: Definition): Row {
  // The exporter says of what Prometheus scrapes that it works in any case; and without the exporter there is no word of the others.
  const scraped = ofEnvironments('up', `job=~"goldwatch|${SCRAPE_JOB_PREFIX}.+"`);
  const reached = scrapeJobs(definition).length === 0 ? [] : [scraped];
  const { buildInfo, ready, sourceUp, reloadSuccessful, reloadTimestamp, watchdogReceived } = SELF_METRICS;
  return {
    title: 'Now',
    panels: [
      state('Exporter', 'Whether the exporter has caught up with what happened while it was down.', [
        ['catching up', 'ready'],
        `min by (instance) (${ofEnvironments(ready.name)})`,
      ]),
      state(
        'All sources',
        'Whether the last attempt of every source worked.',
        [['one is down', 'up'], `min(${[ofEnvironments(sourceUp.name), ...reached].join(' or ')})`],
        'all',
      ),
      state(
        'Configuration',
        'Whether the exporter accepted monitoring.yml when it last read it; if not, it runs on the one before.',
        [['refused', 'accepted'], `min by (instance) (${ofEnvironments(reloadSuccessful.name)})`],
      ),
      since(
        'Configuration since',
        'When the configuration in use was read.',
        `max by (instance) (${ofEnvironments(reloadTimestamp.name)})`,
        NO_EXPORTER,
      ),
      since(
        'Watchdog received',
        'When the alert that always fires last came from Alertmanager: long ago means that alerts do not get through.',
        `max by (instance) (${ofEnvironments(watchdogReceived.name)} > 0)`,
        'not yet',
      ),
      tile({
        title: 'Version',
        description: 'The version of goldwatch and of Node.js that the exporter runs on.',
        unit: units.NoUnit,
        noValue: NO_EXPORTER,
      })
        .textMode(BigValueTextMode.Name)
        .withTarget(
          atThisMoment(
            `max by (version, node_version) (${ofEnvironments(buildInfo.name)})`,
            '{{version}}, Node {{node_version}}',
          ),
        ),
    ],
  };
}

function state(
  title: string,
  description: string,
  [[zero, one], expression]: readonly [readonly [string, string], string],
  legend = '{{instance}}',
) {
  return tile({ title, description, unit: units.NoUnit, noValue: NO_EXPORTER })
    .min(0)
    .max(1)
    .mappings([words(zero, one)])
    .withTarget(atThisMoment(expression, legend));
}

function since(title: string, description: string, seconds: string, noValue: string) {
  return tile({ title, description, unit: units.DateTimeFromNow, noValue }).withTarget(
    atThisMoment(`1000 * ${seconds}`, '{{instance}}'),
  );
}
