import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { KilledExporter } from './support/killed_exporter.ts';

const ROUNDS = 4;
const CLIENTS = 8;
const MOST_EVENTS = 100;
// So that a checkpoint is due every few thousand events.
const LONGEST_ID = 200;

/** What a client sent in one request: so many events under a label of the request's own. */
interface Sent {
  readonly metric: string;
  readonly request: string;
  readonly events: number;
  readonly body: string;
}

/** Clients that send without rest, and know what was answered. */
class Clients {
  readonly acknowledged: Sent[] = [];
  /** Not answered; those with ids are sent again. */
  inDoubt: Sent[] = [];
  readonly #url: string;
  #number = 0;
  #running: Promise<void>[] = [];
  #isStopping = false;

  constructor(url: string) {
    this.#url = url;
  }

  run(): void {
    this.#isStopping = false;
    this.#running = Array.from({ length: CLIENTS }, async () => {
      while (!this.#isStopping) await this.send(this.#make());
    });
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#running);
  }

  async send(sent: Sent): Promise<void> {
    const status = await fetch(this.#url, { method: 'POST', body: sent.body }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => 0,
    );
    if (status === 202) this.acknowledged.push(sent);
    else if (status === 0) this.inDoubt.push(sent);
    if (status === 0) await pause(5);
    else expect([202, 429, 503]).toContain(status);
  }

  #make(): Sent {
    this.#number += 1;
    const request = `r${this.#number}`;
    const events = 1 + Math.floor(Math.random() * MOST_EVENTS);
    const hasIds = this.#number % 2 === 0;
    const metric = hasIds ? 'payments_total' : 'orders_total';
    const all = Array.from({ length: events }, (_, index) => {
      const id = hasIds ? { id: `${request}-${index}-`.padEnd(LONGEST_ID, 'x') } : {};
      return JSON.stringify({ metric, labels: { request }, ...id });
    });
    return { metric, request, events, body: all.join('\n') };
  }
}

/** How many events of each request were counted. */
function countsOf(page: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [, metric, request, value] of page.matchAll(
    /^((?:orders|payments)_total)\{.*request="(r\d+)".*\} (\d+)$/gm,
  ))
    counts.set(`${metric} ${request}`, Number(value));
  return counts;
}

test('after kill -9 under load every event that was acknowledged counts once, and no request that was not counts in part', {
  timeout: 180_000,
}, async () => {
  const exporter = await KilledExporter.define(`  - type: events
    label_sets_limit: 100000
    metrics:
      - { name: orders_total, type: counter, labels: [request] }
      - { name: payments_total, type: counter, labels: [request] }
`);
  const clients = new Clients(`${exporter.url}/v1/events`);
  onTestFinished(() => clients.stop());
  await exporter.start();

  for (let round = 1; round <= ROUNDS; round += 1) {
    clients.run();
    await pause(200 + Math.random() * 1_500);
    await exporter.kill();
    await clients.stop();

    await exporter.start();
    const counts = countsOf(await exporter.page());
    const countOf = ({ metric, request }: Sent) => counts.get(`${metric} ${request}`) ?? 0;
    const wrong = clients.acknowledged.filter((sent) => countOf(sent) !== sent.events);
    expect(wrong, `acknowledged, round ${round}`).toEqual([]);
    const inPart = clients.inDoubt.filter((sent) => ![0, sent.events].includes(countOf(sent)));
    expect(inPart, `in doubt, round ${round}`).toEqual([]);

    const again = clients.inDoubt.filter(({ metric }) => metric === 'payments_total');
    clients.acknowledged.push(
      ...clients.inDoubt.filter((sent) => !again.includes(sent) && countOf(sent) > 0),
    );
    clients.inDoubt = [];
    // By their ids, they count once whether they did before or not.
    for (const sent of again) await clients.send(sent);
    expect(clients.inDoubt).toEqual([]);
  }
  expect(clients.acknowledged.length).toBeGreaterThan(ROUNDS * CLIENTS);
});
