import { Histogram, Registry } from 'prom-client';
import * as old from 'prom-client-15';
import type { Commands } from '../contestant.ts';
import { type Page, type PageSource, pageCommands, pageOf } from '../page.ts';
import { BOUNDS, HELP, LABEL_NAMES, labelSets, METRIC } from '../workload.ts';

interface Client {
  readonly Registry: typeof Registry;
  readonly Histogram: typeof Histogram;
}

// prom-client 15.1.3 and its successor have the same face, but types of their own.
export const CLIENTS: Readonly<Record<string, Client>> = {
  '15': old as unknown as Client,
  successor: { Registry, Histogram },
};

class PromClientPages implements PageSource {
  readonly #registries: Readonly<Record<string, Registry>>;
  readonly #histogram: Histogram<(typeof LABEL_NAMES)[number]>;

  constructor(client: Client) {
    const text = new client.Registry();
    const openmetrics = new client.Registry();
    openmetrics.setContentType(client.Registry.OPENMETRICS_CONTENT_TYPE as never);
    this.#registries = { text, openmetrics };
    this.#histogram = new client.Histogram({
      name: METRIC,
      help: HELP,
      labelNames: LABEL_NAMES,
      buckets: [...BOUNDS],
      registers: [text, openmetrics],
    });
  }

  observe(set: number, value: number): void {
    // A literal of its own, as in an application: prom-client keeps the first one.
    this.#histogram.observe({ ...labelSets[set] }, value);
  }

  async render(format: string): Promise<Page> {
    const registry = this.#registries[format];
    if (registry === undefined) throw new Error(`prom-client has no ${format}.`);
    return pageOf(await registry.metrics(), registry.contentType);
  }
}

export function create(version: string): Commands {
  const client = CLIENTS[version];
  if (client === undefined) throw new Error(`There is no prom-client "${version}" here.`);
  return pageCommands(() => new PromClientPages(client));
}
