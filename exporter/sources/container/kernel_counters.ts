/** Turns the kernel's cumulative values into increases of counters. */
export class KernelCounters {
  readonly #last = new Map<string, number>();

  /**
   * By how much a counter grows now that the kernel says `value`: all of it at first and after a decrease,
   * which tells that the watched cgroup was started anew; the difference from the last value otherwise.
   */
  growth(key: string, value: number): number {
    const last = this.#last.get(key) ?? 0;
    this.#last.set(key, value);
    return value >= last ? value - last : value;
  }
}
