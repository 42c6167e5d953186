import { HTTP_REQUEST_DURATION_SECONDS, HTTP_REQUESTS_TOTAL } from '../../../conventions/metrics.ts';
import { Pacer } from '../../../metrics/exposition/page/pacer.ts';
import type { ParsedFamily } from '../../../metrics/exposition/parse/parsed_family.ts';
import { type PageRead, RepeatedPage } from '../../../metrics/exposition/parse/repeated_page.ts';
import type { GuestShare } from '../../../metrics/guests/guest_metrics.ts';
import type { SourceContext } from '../source.ts';
import { readCredentials } from './credentials.ts';
import { type ScrapeConfig, timeoutOf } from './definition.ts';
import { fetchPage } from './fetch_page.ts';
import { GoldenCounters } from './golden_counters.ts';
import type { ChosenBounds } from './golden_durations.ts';
import { mappingOf } from './presets.ts';
import { label } from './raw_families.ts';
import { readPage } from './read_page.ts';
import { ScrapeError } from './scrape_error.ts';
import { type ScrapeTarget, shownAddress } from './targets.ts';

/** Scrapes that may fail before the series of a target are gone. */
const MOST_MISSES = 1;
const MOST_NAMED = 5;

/** What the golden-signal counters hold of a page, under names of their own. */
const GOLDEN: ReadonlySet<string> = new Set([HTTP_REQUESTS_TOTAL.name, HTTP_REQUEST_DURATION_SECONDS.name]);

/** One page, read again and again: what it has is in the registry as long as the target answers. */
export class Target {
  readonly #target: ScrapeTarget;
  readonly #config: ScrapeConfig;
  readonly #context: SourceContext;
  readonly #share: GuestShare;
  readonly #golden: GoldenCounters | null;
  readonly #page = new RepeatedPage();
  /** What was kept of the last page that was read; null before the first. */
  #kept: readonly ParsedFamily[] | null = null;
  #misses = 0;
  #samples = 0;

  /** `bounds` are shared by all targets of the source. */
  constructor(
    target: ScrapeTarget,
    config: ScrapeConfig,
    context: SourceContext,
    bounds: ChosenBounds = new Map(),
  ) {
    this.#target = target;
    this.#config = config;
    this.#context = context;
    this.#share = context.metrics.guests({ areShown: config.expose });
    const mapping = mappingOf(config.golden_signals);
    const { metrics: scope, service } = context;
    this.#golden = mapping === null ? null : new GoldenCounters({ scope, service, mapping, bounds });
  }

  get instance(): string {
    return this.#target.instance;
  }

  /** Samples of the last page; 0 where the last scrape has failed. */
  get samples(): number {
    return this.#samples;
  }

  /** Reads the page once; answers why not, null where it has. Never rejects. */
  async scrape(signal: AbortSignal): Promise<ScrapeError | null> {
    try {
      await this.#scrape(signal);
      this.#misses = 0;
      return null;
    } catch (error) {
      if (signal.aborted) return null;
      // What it has read may not have been labelled, counted or kept.
      this.#page.forget();
      this.#samples = 0;
      this.#misses += 1;
      if (this.#misses > MOST_MISSES) this.#share.clear();
      if (error instanceof ScrapeError) return error;
      const { message } = error as Error;
      const problem = `The page of ${this.#shown} could not be read: ${message}.`;
      return new ScrapeError('unexpected', problem);
    }
  }

  async #scrape(signal: AbortSignal): Promise<void> {
    const { url } = this.#target;
    const { max_body: maxBody } = this.#config;
    const credentials = await readCredentials(this.#config, this.#context.baseDirectory);
    const timeoutMs = timeoutOf(this.#config);
    const fetched = await fetchPage({ url, timeoutMs, maxBody, credentials, signal });
    const pacer = new Pacer();
    const read = await readPage(fetched, { page: this.#page, url, pacer });
    const samples = read.families.reduce((sum, { values }) => sum + values.length, 0);
    this.#refuseTooMany(samples);
    await this.#keep(read, signal, pacer);
    this.#samples = samples;
  }

  async #keep(page: PageRead, signal: AbortSignal, pacer: Pacer): Promise<void> {
    const { families, fresh } = page;
    // Before they get labels of the target.
    const problems = await this.#golden?.count(page, pacer);
    const kept = families.filter(
      ({ name, type }) => type !== 'gaugehistogram' && !(this.#golden !== null && GOLDEN.has(name)),
    );
    const labels = { service: this.#context.service, instance: this.#target.instance };
    // The others have them, and the time when each was first seen.
    const unlabelled = kept.filter((family) => fresh.has(family));
    await label(unlabelled, { labels, before: this.#kept, now: Date.now(), pacer });
    if (signal.aborted) return;
    const refused = this.#share.replace(kept);
    if (refused === null) {
      throw new ScrapeError(
        'series_limit',
        `The series of ${this.#shown} have no room within exporter.series_limit. Let it serve less, or set a higher one.`,
      );
    }
    this.#kept = kept;
    const taken = refused.flatMap(({ name, why }) => (why === 'the exporter has it' ? [name] : []));
    const mistyped = refused.flatMap(({ name, why }) => (why === 'it has another type' ? [name] : []));
    this.#leftOut(
      taken,
      'the exporter has metrics of these names itself; rename them, or set golden_signals',
    );
    this.#leftOut(mistyped, 'another target has them with another type; rename them');
    const strange = families.flatMap(({ name, type }) => (type === 'gaugehistogram' ? [name] : []));
    this.#leftOut(strange, 'histograms of gauges have no place here');
    for (const clause of problems ?? []) {
      this.#context.report.problem(
        'golden_signals',
        `golden_signals does not fit the page of ${this.#shown}: ${clause}. Name what the service serves.`,
      );
    }
  }

  #refuseTooMany(samples: number): void {
    const { sample_limit: limit } = this.#config;
    if (samples <= limit) return;
    throw new ScrapeError(
      'sample_limit',
      `The page of ${this.#shown} has ${samples} samples, more than the setting sample_limit, ${limit}. Let it serve less, or set a higher one.`,
    );
  }

  #leftOut(names: readonly string[], why: string): void {
    if (names.length === 0) return;
    const named = names.slice(0, MOST_NAMED).join(', ');
    const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
    this.#context.report.problem(
      'left_out',
      `Metrics of ${this.#shown} are left out: ${named}${more}, since ${why}.`,
    );
  }

  get #shown(): string {
    return shownAddress(this.#target.url);
  }
}
