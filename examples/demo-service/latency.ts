/** How long a route takes: lognormal, as most request latencies are. */
export interface Latency {
  /** The median, in milliseconds. */
  medianMs: number;
  /** The spread: the standard deviation of the logarithm. 0.5 puts p95 at 2.3 times the median. */
  sigma: number;
}

/** Waits that all end early once the service stops, so that stopping never waits for a slow request. */
export interface Waits {
  /** Waits this many milliseconds; zero or less returns at once. */
  wait(ms: number): Promise<void>;
  /** Ends every running wait now, and every later one at once. */
  endAll(): void;
}

/** One latency drawn from the distribution, in milliseconds. */
export function drawLatencyMs(latency: Latency, random: () => number): number {
  // Box-Muller; 1 - u keeps the logarithm away from zero.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return latency.medianMs * Math.exp(latency.sigma * normal);
}

/** A set of waits that end together. */
export function createWaits(): Waits {
  const running = new Set<() => void>();
  let ended = false;
  return {
    wait(ms) {
      if (ended || ms <= 0) return Promise.resolve();
      return new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          running.delete(end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        running.add(end);
      });
    },
    endAll() {
      ended = true;
      for (const end of [...running]) end();
    },
  };
}
