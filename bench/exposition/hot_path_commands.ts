import type { Commands } from './contestant.ts';
import { type LabelSet, labelSets, latencies, order } from './workload.ts';

/** Operations on one of the workload's label sets: on a child that is at hand, or on one that labels name. */
export interface HotPath {
  inc(set: number): void;
  observe(set: number, value: number): void;
  observeLabels(labels: LabelSet, value: number): void;
}

const AT_LEAST_MS = 40;

/**
 * Commands that answer nanoseconds per operation. Each pass is 65 536 operations that meet so many label sets, in
 * random order as requests would, with lognormal values.
 */
export function hotPathCommands(path: HotPath): Commands {
  return {
    inc: (sets) => {
      const order = orderOf(sets);
      return perOperation(() => {
        for (let nth = 0; nth < order.length; nth += 1) path.inc(order[nth] as number);
      });
    },
    observe: (sets) => {
      const order = orderOf(sets);
      return perOperation(() => {
        for (let nth = 0; nth < order.length; nth += 1) {
          path.observe(order[nth] as number, latencies[nth] as number);
        }
      });
    },
    observeLabels: (sets) => {
      const order = orderOf(sets);
      return perOperation(() => {
        for (let nth = 0; nth < order.length; nth += 1) {
          const { service, method, route, status } = labelSets[order[nth] as number] as LabelSet;
          path.observeLabels({ service, method, route, status }, latencies[nth] as number);
        }
      });
    },
  };
}

function orderOf(sets?: string): Uint16Array {
  return order.map((set) => set % Number(sets));
}

function perOperation(pass: () => void): number {
  const start = performance.now();
  let passes = 0;
  do {
    pass();
    passes += 1;
  } while (performance.now() - start < AT_LEAST_MS);
  return ((performance.now() - start) * 1e6) / (passes * order.length);
}
