import { MetricRegistry } from '../../../metrics/registry.ts';
import { sumOf } from '../../../tests/support/metrics.ts';
import type { Receipt } from '../../sources/receiver.ts';
import type { RunningSource } from '../../sources/source.ts';
import { capturedLog } from '../../testing.ts';
import { declaredMetric } from '../declared_metric.ts';
import { startReceiving } from '../receiving_source.ts';
import type { StateDisk } from '../state_disk.ts';

const TOTAL = declaredMetric.parse({ name: 'orders_total', type: 'counter', labels: ['shop'] });
const CUSTOMERS = declaredMetric.parse({ name: 'customers', type: 'unique', of: 'customer', window: '1d' });

/** An order as it is sent. */
export interface Order {
  readonly id: string | null;
  readonly shop: string;
}

/** A source of orders at work, which counts them, and the customers, each of whom has one order. */
export interface OrdersUnderTest {
  /** What it reported, in order. */
  readonly reports: readonly string[];
  /** What it has reported last. */
  isUp(): boolean;
  send(orders: readonly Order[]): Promise<Receipt>;
  save(): Promise<void>;
  stop(): Promise<void>;
  sum(series: string): Promise<number>;
}

/** Starts a source of orders in a directory. Rejects as a source does that cannot start. */
export async function startOrders(stateDirectory: string, disk: StateDisk): Promise<OrdersUnderTest> {
  const registry = new MetricRegistry();
  const reports: string[] = [];
  let isUp = false;
  const running: RunningSource = await startReceiving(
    {
      metrics: [TOTAL, CUSTOMERS],
      label_sets_limit: 10,
      ids_limit: 1_000,
      read: (event) => {
        const { id, shop } = event as Order;
        const order = { metric: TOTAL, labels: { shop }, value: 1, member: '' };
        if (id === null) return { id, updates: [order] };
        return { id, updates: [order, { metric: CUSTOMERS, labels: {}, value: 1, member: id }] };
      },
    },
    {
      id: 'orders',
      service: 'demo-api',
      metrics: registry.scope(),
      stateDirectory,
      baseDirectory: stateDirectory,
      log: capturedLog().log,
      report: {
        succeeded: () => {
          isUp = true;
        },
        failed: (reason, problem) => {
          isUp = false;
          reports.push(`failed ${reason}: ${problem}`);
        },
        problem: (reason, problem) => void reports.push(`problem ${reason}: ${problem}`),
        lag: () => {},
      },
    },
    disk,
  );
  return {
    reports,
    isUp: () => isUp,
    send: async (orders) => {
      const body = new TextEncoder().encode(JSON.stringify(orders));
      const receipt = await running.receive?.({ path: '/v1/events', body, mediaType: 'application/json' });
      if (receipt === undefined) throw new Error('It takes nothing.');
      return receipt;
    },
    save: async () => await running.save?.(),
    stop: () => running.stop(),
    sum: async (series) => sumOf(await registry.registry.metrics(), series),
  };
}
