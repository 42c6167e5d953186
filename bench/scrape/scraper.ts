import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { scrapeConfig } from '../../exporter/sources/scrape/definition.ts';
import { Target } from '../../exporter/sources/scrape/target.ts';
import { targetsOf } from '../../exporter/sources/scrape/targets.ts';
import type { SourceContext } from '../../exporter/sources/source.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import type { Commands } from '../exposition/contestant.ts';
import { processorTime } from '../mirror/measure.ts';
import { longestSlices } from './slices.ts';

const MOST_SERIES = 1_000_000;

/** The source as the exporter has it, golden signals included, that scrapes when it is told. */
export function create(url: string): Commands {
  const config = scrapeConfig.parse({
    type: 'scrape',
    via: 'exporter',
    targets: [url],
    golden_signals: 'prometheus_client',
    // What is added to the page is beyond the default.
    sample_limit: MOST_SERIES,
  });
  const [address] = targetsOf(config.targets);
  if (address === undefined) throw new Error('There is no target.');
  let target = new Target(address, config, contextOf());
  const scrape = async () => {
    const failure = await target.scrape(new AbortController().signal);
    if (failure !== null) throw failure;
  };
  const anew = () => {
    target = new Target(address, config, contextOf());
  };
  return {
    anew,
    processor: () => processorTime(scrape),
    slices: () => longestSlices(scrape),
    noScrape: (milliseconds) => longestSlices(() => sleep(Number(milliseconds))),
  };
}

function contextOf(): SourceContext {
  const fail = (_reason: string, problem: string) => {
    throw new Error(problem);
  };
  return {
    id: 'scrape',
    service: 'shop',
    metrics: new MetricRegistry({ seriesLimit: MOST_SERIES }).scope(),
    stateDirectory: '/nowhere',
    baseDirectory: '/nowhere',
    log: pino({ level: 'silent' }),
    report: { succeeded: () => {}, failed: fail, problem: fail, lag: () => {} },
  };
}
