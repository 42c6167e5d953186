import { DashboardLinkBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { SEVERITIES } from '../../conventions/labels.ts';
import { DEFAULT_WINDOW_MS, RECORDED } from '../../conventions/recorded.ts';
import type { Definition } from '../../definition/schema.ts';
import { firingAlerts } from '../panels/firing.ts';
import { firingTable } from '../panels/firing_table.ts';
import type { Row } from '../panels/layout.ts';
import { onlyThisService } from '../panels/links.ts';
import { atThisMoment, ofEnvironments, ofServices } from '../panels/query.ts';
import { errorRatioLimits, latencyLimits, SEVERITY_COLOR, saturationLimits } from '../panels/thresholds.ts';
import { tile } from '../panels/tile.ts';

const NO_TRAFFIC = 'no traffic';
const SHOWN_QUANTILE = 0.95;

/** How every service fares at this moment, and which alerts fire since when. */
export function now(definition: Definition): Row {
  const { title, url } = onlyThisService('__field.labels.service');
  const links = () => [new DashboardLinkBuilder(title).url(url)];
  return {
    title: 'Now',
    panels: [
      tile({
        title: 'Traffic now',
        description: 'Requests per second over the last five minutes, by service.',
        unit: units.RequestsPerSecond,
        noValue: NO_TRAFFIC,
      })
        .min(0)
        .dataLinks(links())
        .withTarget(atThisMoment(ofServices(RECORDED.traffic(DEFAULT_WINDOW_MS)), '{{service}}')),
      tile({
        title: 'Error ratio now',
        description:
          'Share of requests answered 5xx over the last five minutes; coloured by the thresholds of the error_ratio alerts.',
        unit: units.PercentUnit,
        noValue: NO_TRAFFIC,
        limits: errorRatioLimits(definition),
      })
        .min(0)
        .max(1)
        .dataLinks(links())
        .withTarget(atThisMoment(ofServices(RECORDED.errorRatio(DEFAULT_WINDOW_MS)), '{{service}}')),
      tile({
        title: 'Latency p95 now',
        description:
          'The time that 95% of requests stayed below over the last five minutes; coloured by the thresholds of the latency alerts.',
        unit: units.Seconds,
        noValue: NO_TRAFFIC,
        limits: latencyLimits(definition, SHOWN_QUANTILE),
      })
        .min(0)
        .dataLinks(links())
        .withTarget(
          atThisMoment(
            ofServices(RECORDED.latency(DEFAULT_WINDOW_MS), `quantile="${SHOWN_QUANTILE}"`),
            '{{service}}',
          ),
        ),
      tile({
        title: 'Fullest resource now',
        description:
          'The resource of each service that is closest to its limit; coloured by the thresholds of the saturation alerts.',
        unit: units.PercentUnit,
        noValue: 'no source reports it',
        limits: saturationLimits(definition),
      })
        .min(0)
        .max(1)
        .dataLinks(links())
        .withTarget(
          atThisMoment(
            `topk by (service) (1, ${ofServices(RECORDED.saturation())})`,
            '{{service}} {{resource}}',
          ),
        ),
      firingCount(),
      scrapeTargets(),
      firingTable(definition),
    ],
  };
}

function firingCount() {
  const panel = tile({
    title: 'Firing alerts',
    description:
      'How many alerts fire, by severity: those of the chosen services and those about monitoring itself.',
    unit: units.Short,
    noValue: 'none',
  })
    .min(0)
    .withTarget(atThisMoment(`count by (severity) (${firingAlerts()})`, '{{severity}}'));
  for (const severity of SEVERITIES) {
    panel.overrideByName(severity, [fixed(SEVERITY_COLOR[severity])]);
  }
  return panel;
}

function scrapeTargets() {
  return tile({
    title: 'Scrape targets',
    description:
      'How many targets Prometheus reaches, and the jobs of those it does not; without the exporter nothing here moves.',
    unit: units.Short,
    noValue: 'Prometheus scrapes nothing',
  })
    .min(0)
    .withTarget(atThisMoment(`sum(${ofEnvironments('up')})`, 'up', 'A'))
    .withTarget(atThisMoment(`count by (job) (${ofEnvironments('up')} == 0)`, '{{job}} down', 'B'))
    .overrideByQuery('A', [fixed('green')])
    .overrideByQuery('B', [fixed('red')]);
}

function fixed(fixedColor: string) {
  return { id: 'color', value: { mode: FieldColorModeId.Fixed, fixedColor } };
}
