import { LABEL } from '../../conventions/labels.ts';
import {
  HTTP_REQUEST_DURATION_SECONDS,
  HTTP_REQUESTS_TOTAL,
  SELF_METRICS,
} from '../../conventions/metrics.ts';
import { formatDuration } from '../../conventions/quantities.ts';
import { DEFAULT_WINDOW_MS, RECORDED } from '../../conventions/recorded.ts';
import { matchersOf, readCounter } from '../../definition/counter_selector.ts';
import type { CountersObjective } from '../../definition/objectives.ts';
import type { ScrapeJob } from '../../definition/scrape_jobs.ts';
import type { ServiceObjective } from '../../definition/service_objectives.ts';
import { FAILED, ownMatchers, selector } from '../mapped_series.ts';
import { boundMatcher } from './bucket_bound.ts';

/** Events from one evaluation to the next, as PromQL: all of them, and the bad ones, which are 0 wherever all are there. */
export interface Events {
  readonly total: string;
  readonly bad: string;
}

/** What is counted, and how often. */
export interface Counting {
  readonly jobs: readonly ScrapeJob[];
  /** Between two evaluations of the rules, in milliseconds. */
  readonly step: number;
}

// Where sums of rates that ought to be equal differ, they do so by less. 1e-9 would bring noise of its own: its inverse is not exact.
const NOISE = '1e-8';

/** The events of an objective of a service. A bad series that is not there is no bad event; a total that is not there is no event. */
export function eventsOf(of: ServiceObjective, counting: Counting): Events {
  const { objective } = of;
  switch (objective.signal) {
    case 'availability':
    case 'error_ratio':
      return requests(of, counting);
    case 'latency':
      return slowRequests(of, objective.threshold, counting);
    case 'traffic':
      return quietTime(of, objective.at_least, counting);
    case undefined:
      return counters(of, objective, counting);
  }
}

function requests(of: ServiceObjective, { jobs, step }: Counting): Events {
  const rates = (failed: boolean) => {
    const own = [...ownOf(of, jobs), ...(failed ? [`${LABEL.status}=~"${FAILED}"`] : [])];
    const scraped = jobsOf(of, jobs).flatMap(({ job, mapping }) => {
      if (mapping === null) return [];
      const { metric, status } = mapping.requests;
      return [selector(metric, [`job="${job}"`, ...(failed ? [`${status}=~"${FAILED}"`] : [])])];
    });
    return together([selector(HTTP_REQUESTS_TOTAL.name, own), ...scraped].map((series) => rate(series, of)));
  };
  const total = rates(false);
  return { total: perStep(total, step), bad: perStep(`(${rates(true)} or 0 * ${total})`, step) };
}

/** Only histograms that have a bucket with the very bound are counted: others would have to be guessed at. */
function slowRequests(of: ServiceObjective, threshold: number, { jobs, step }: Counting): Events {
  const seconds = threshold / 1000;
  const histograms = [
    { metric: HTTP_REQUEST_DURATION_SECONDS.name, matchers: ownOf(of, jobs), bound: seconds },
    ...jobsOf(of, jobs).flatMap(({ job, mapping }) => {
      const duration = mapping?.duration;
      if (duration === undefined) return [];
      const bound = duration.unit === 'milliseconds' ? threshold : seconds;
      return [{ metric: duration.metric, matchers: [`job="${job}"`], bound }];
    }),
  ].map(({ metric, matchers, bound }) => {
    const bucket = (le: string) => rate(selector(`${metric}_bucket`, [...matchers, le]), of);
    return { within: bucket(boundMatcher(bound)), all: bucket('le="+Inf"') };
  });
  const good = together(histograms.map(({ within }) => within));
  const total = together(histograms.map(({ within, all }) => `(${all} and ignoring (le) ${within})`));
  return { total: perStep(total, step), bad: difference(total, good, step) };
}

/** Every second is an event, and bad where there is too little traffic. Nobody knows while the exporter is away or has just come. */
function quietTime({ service }: ServiceObjective, atLeast: number, { step }: Counting): Events {
  const series = `${RECORDED.traffic(DEFAULT_WINDOW_MS)}{${LABEL.service}="${service}"}`;
  const ready = SELF_METRICS.ready.name;
  // A rate over five minutes is too small until there have been five.
  const known = `and on () ${ready} == 1 and on () ${ready} offset ${formatDuration(DEFAULT_WINDOW_MS)} == 1`;
  const traffic = `(${series} or 0 * absent(${series}))`;
  return {
    total: `${step / 1000} * (${traffic} >= bool 0) ${known}`,
    bad: `${step / 1000} * (${traffic} < bool ${atLeast}) ${known}`,
  };
}

function counters(of: ServiceObjective, { total, good, bad }: CountersObjective, { step }: Counting): Events {
  const all = counted(of, total);
  if (bad !== undefined) {
    // No more events are bad than there are.
    const rest = `clamp_min(${all} - (${counted(of, bad)} or 0 * ${all}), 0)`;
    return { total: perStep(all, step), bad: difference(all, rest, step) };
  }
  return {
    total: perStep(all, step),
    bad: difference(all, `(${counted(of, good ?? '')} or 0 * ${all})`, step),
  };
}

function counted(of: ServiceObjective, text: string): string {
  const counter = readCounter(text);
  if (counter === null) throw new Error(`${of.objective.name}: ${text} is not the series of one counter.`);
  const matchers = matchersOf(counter, of.service, of.objective.service !== undefined);
  return `sum(${rate(selector(counter.metric, matchers), of)})`;
}

// Where good events are missing, all were bad; where all are, nobody knows.
function difference(total: string, good: string, step: number): string {
  return `clamp_min(round(${perStep(`(${total} - ${good})`, step)}, ${NOISE}), 0)`;
}

function perStep(perSecond: string, step: number): string {
  return `${step / 1000} * ${perSecond}`;
}

function rate(series: string, { rateWindow }: ServiceObjective): string {
  return `rate(${series}[${formatDuration(rateWindow)}])`;
}

function together(rates: readonly string[]): string {
  return `sum by (${LABEL.service}) (${rates.join(' or ')})`;
}

function ownOf({ service }: ServiceObjective, jobs: readonly ScrapeJob[]): string[] {
  return [...ownMatchers(jobs), `${LABEL.service}="${service}"`];
}

function jobsOf({ service }: ServiceObjective, jobs: readonly ScrapeJob[]): ScrapeJob[] {
  return jobs.filter(({ labels }) => labels[LABEL.service] === service);
}
