import type { Registry } from 'prom-client';
import { Family, type FamilySamples } from '../family.ts';
import { collectMetrics, type OnFailure, pageMetricsOf } from './collect.ts';
import { refuseDuplicates } from './duplicates.ts';
import { contestedNames } from './names.ts';
import type { Negotiated } from './negotiate.ts';
import { OPEN_METRICS_END, openMetricsParts } from './open_metrics.ts';
import { allowsOwn } from './page/allows_own.ts';
import { KeptFamilies } from './page/kept_families.ts';
import { Pacer } from './page/pacer.ts';
import { SharedBytes, SpareBytes } from './page/shared_bytes.ts';
import type { DefaultLabels } from './page/text_layout.ts';
import { encodeFamilyInSteps } from './protobuf/family.ts';
import { ProtoWriter } from './protobuf/writer.ts';
import { textParts } from './text.ts';

/** One rendering of a registry. */
export interface Page {
  readonly contentType: string;
  /** Never change until `release`. */
  readonly chunks: readonly Uint8Array[];
  /** Bytes of all chunks. */
  readonly length: number;
  /** To be called once, when nothing reads the chunks any more: their memory is used again then. */
  release(): void;
}

export interface ExpositionOptions {
  /** Whether OpenMetrics says in series of their own when counters and histograms began; asked for each page. */
  readonly created?: () => boolean;
}

/** A rendering that has not begun, and how many wait for it. */
interface Awaited {
  readonly done: Promise<readonly SharedBytes[]>;
  waiting: number;
}

interface Queue {
  last: Promise<unknown>;
}

/** A family can be read by one rendering at a time, whoever renders its registry. */
const queues = new WeakMap<Registry, Queue>();

/**
 * Renders a prom-client registry, goldwatch's own families from what is kept of the last time. It works in slices, so
 * that the event loop is never held for long; each family is shown as it was at one moment.
 *
 * One rendering runs at a time. Whoever asks meanwhile waits, and shares the next one with all who want its format.
 */
export class Exposition {
  readonly #registry: Registry;
  readonly #onFailure: OnFailure;
  readonly #created: () => boolean;
  readonly #kept = new KeptFamilies();
  readonly #spare = new SpareBytes();
  readonly #awaited = new Map<string, Awaited>();
  readonly #queue: Queue;

  /** `onFailure` is told of metrics that are left out of a page. */
  constructor(registry: Registry, onFailure: OnFailure, { created = () => true }: ExpositionOptions = {}) {
    this.#registry = registry;
    this.#created = created;
    this.#onFailure = onFailure;
    this.#queue = queues.get(registry) ?? { last: Promise.resolve() };
    queues.set(registry, this.#queue);
  }

  async render(wanted: Negotiated): Promise<Page> {
    const key = `${wanted.format} ${wanted.escaping}`;
    const awaited = this.#awaited.get(key) ?? this.#enqueue(key, wanted);
    awaited.waiting += 1;
    const bytes = await awaited.done;
    let isHeld = true;
    return {
      contentType: wanted.contentType,
      chunks: bytes.filter(({ length }) => length > 0).map((one) => one.view()),
      length: bytes.reduce((total, { length }) => total + length, 0),
      release() {
        if (!isHeld) return;
        isHeld = false;
        for (const one of bytes) one.readers -= 1;
      },
    };
  }

  #enqueue(key: string, wanted: Negotiated): Awaited {
    const begin = async () => {
      this.#awaited.delete(key);
      const bytes = await this.#render(wanted);
      for (const one of bytes) one.readers += awaited.waiting;
      return bytes;
    };
    const awaited: Awaited = { done: this.#queue.last.then(begin), waiting: 0 };
    this.#queue.last = awaited.done.catch(() => {});
    this.#awaited.set(key, awaited);
    return awaited;
  }

  async #render(wanted: Negotiated): Promise<SharedBytes[]> {
    const { format, escaping } = wanted;
    const metrics = pageMetricsOf(this.#registry);
    const own = metrics.filter((metric) => metric instanceof Family);
    const others = metrics.filter((metric) => !(metric instanceof Family));
    const { families, defaultLabels } = await collectMetrics(this.#registry, others, this.#onFailure);
    const candidates = [...own, ...families].map((family) => candidateOf(family, defaultLabels));
    const all = refuseDuplicates(candidates, this.#onFailure, escaping).map(({ family }) => family);
    all.sort((a, b) => (a.name < b.name ? -1 : 1));
    const contested = format === 'openmetrics' ? contestedNames(all, escaping) : new Set<string>();
    const page: SharedBytes[] = [];
    const context = { wanted, contested, defaultLabels, created: this.#created(), pacer: new Pacer() };
    const { pacer } = context;
    for (const family of all) {
      try {
        page.push(...(await this.#family(family, context)));
      } catch (error) {
        this.#onFailure(family.name, error);
      }
      if (pacer.isDue) await pacer.turn();
    }
    if (format === 'openmetrics') page.push(new SharedBytes(Buffer.from(OPEN_METRICS_END)));
    this.#kept.forget(own.flatMap((family) => [family, ...family.variants]));
    return page;
  }

  async #family(family: Family | FamilySamples, context: Context): Promise<SharedBytes[]> {
    const { wanted, contested, defaultLabels, created, pacer } = context;
    if (!(family instanceof Family)) return anyFamily(family, context);
    const variants = [family, ...family.variants];
    const isAllowed = (one: Family) =>
      wanted.format !== 'openmetrics' || allowsOwn(one, wanted.escaping, contested);
    if (variants.every(isAllowed)) {
      const bytes: SharedBytes[] = [];
      for (const one of variants) {
        const kept = this.#kept.of(one, wanted, { defaultLabels, created });
        const isNext = bytes.length > 0;
        bytes.push(...(await kept.render(pacer, this.#spare, isNext)));
      }
      return bytes;
    }
    const { families } = await collectMetrics(this.#registry, [family], this.#onFailure);
    return families[0] === undefined ? [] : anyFamily(families[0], context);
  }
}

/** What decides whether a family may be on the page; samples have their default labels already, rows do not. */
function candidateOf(family: Family | FamilySamples, defaultLabels: DefaultLabels) {
  const { name, type } = family;
  return family instanceof Family
    ? { family, name, type, labelNames: [...family.labelNames, ...Object.keys(defaultLabels)] }
    : { family, name, type, values: family.values };
}

interface Context {
  readonly wanted: Negotiated;
  readonly contested: ReadonlySet<string>;
  readonly defaultLabels: DefaultLabels;
  readonly created: boolean;
  readonly pacer: Pacer;
}

/** A family of which nothing is kept. */
async function anyFamily(
  family: FamilySamples,
  { wanted, contested, pacer }: Context,
): Promise<SharedBytes[]> {
  const { format, escaping } = wanted;
  if (format === 'protobuf') {
    const writer = new ProtoWriter(1 << 12);
    for (const _ of encodeFamilyInSteps(family, escaping, writer)) if (pacer.isDue) await pacer.turn();
    return [new SharedBytes(Buffer.from(writer.bytes.buffer), writer.length)];
  }
  const parts =
    format === 'text' ? textParts(family, escaping) : openMetricsParts(family, escaping, contested);
  const bytes: SharedBytes[] = [];
  for (const part of parts) {
    bytes.push(new SharedBytes(Buffer.from(part)));
    if (pacer.isDue) await pacer.turn();
  }
  return bytes;
}
