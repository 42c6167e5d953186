import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunningSource, SourceContext } from '../source.ts';
import { SCRAPE_METRICS, type ScrapeConfig } from './definition.ts';
import type { ChosenBounds } from './golden_durations.ts';
import type { ScrapeError } from './scrape_error.ts';
import { Target } from './target.ts';
import { targetsOf } from './targets.ts';

/**
 * Scrapes the targets every `interval`, where the exporter is to do so; see README.md. Prometheus has its own configuration for
 * the others.
 */
export async function start(config: ScrapeConfig, context: SourceContext): Promise<RunningSource> {
  if (config.via === 'prometheus') {
    context.report.succeeded();
    return { caughtUp: Promise.resolve(), stop: async () => {} };
  }
  const stopping = new AbortController();
  const outcomes = new Outcomes(context);
  const bounds: ChosenBounds = new Map();
  const targets = targetsOf(config.targets).map((target) => new Target(target, config, context, bounds));
  const rounds = targets.map((target, index) => {
    const first = Promise.withResolvers<void>();
    const ended = scrapeAgainAndAgain(target, {
      interval: config.interval,
      // So that later on they are asked one after the other.
      firstInterval: (config.interval * (index + 1)) / targets.length,
      outcomes,
      signal: stopping.signal,
      begun: first.resolve,
    });
    return { first: first.promise, ended };
  });
  return {
    caughtUp: Promise.all(rounds.map(({ first }) => first)).then(() => {}),
    async stop() {
      stopping.abort();
      await Promise.all(rounds.map(({ ended }) => ended));
    },
  };
}

interface Round {
  readonly interval: number;
  /** Between the first scrape and the second. */
  readonly firstInterval: number;
  readonly outcomes: Outcomes;
  readonly signal: AbortSignal;
  /** Called after the first scrape, however it went. */
  readonly begun: () => void;
}

async function scrapeAgainAndAgain(
  target: Target,
  { interval, firstInterval, outcomes, signal, begun }: Round,
): Promise<void> {
  let due = performance.now();
  let next = firstInterval;
  while (!signal.aborted) {
    const start = performance.now();
    const failure = await target.scrape(signal);
    if (!signal.aborted) outcomes.tell(target, failure, (performance.now() - start) / 1000);
    begun();
    // What comes too late is left out rather than made up for.
    due = Math.max(due + next, performance.now());
    next = interval;
    await sleep(Math.max(0, due - performance.now()), signal);
  }
  begun();
}

/** How the targets of a source fare: it works while all of them do. */
class Outcomes {
  readonly #context: SourceContext;
  readonly #failing = new Set<Target>();

  constructor(context: SourceContext) {
    this.#context = context;
  }

  tell(target: Target, failure: ScrapeError | null, seconds: number): void {
    const { report, id, metrics } = this.#context;
    const labels = { source: id, instance: target.instance };
    metrics
      .gauge(SCRAPE_METRICS.up)
      .labels(labels)
      .set(failure === null ? 1 : 0);
    metrics.gauge(SCRAPE_METRICS.duration).labels(labels).set(seconds);
    metrics.gauge(SCRAPE_METRICS.samples).labels(labels).set(target.samples);
    if (failure !== null) {
      this.#failing.add(target);
      report.failed(failure.reason, failure.message);
      return;
    }
    this.#failing.delete(target);
    if (this.#failing.size === 0) report.succeeded();
  }
}

async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(milliseconds, undefined, { signal });
  } catch {
    // Aborted: the source stops.
  }
}
