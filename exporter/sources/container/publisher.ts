import type { Resource } from '../../../conventions/labels.ts';
import { type MetricDeclaration, SATURATION_RATIO } from '../../../conventions/metrics.ts';
import type { CounterSeries } from '../../../metrics/counter.ts';
import type { SourceContext } from '../source.ts';
import { CONTAINER_METRICS } from './definition.ts';
import type { DiskIo } from './disk_io.ts';
import { KernelCounters } from './kernel_counters.ts';
import { Problem } from './problem.ts';
import type { Snapshot } from './snapshot.ts';

type Quantity<T> = T | null | Problem;
type Gauge = MetricDeclaration & { type: 'gauge' };
type Counter = MetricDeclaration & { type: 'counter' };

const METRICS = [SATURATION_RATIO, ...Object.values(CONTAINER_METRICS)];

/** Makes series of readings. A gauge whose quantity is not known now is removed; a counter keeps its value. */
export class Publisher {
  readonly #context: SourceContext;
  readonly #kernel = new KernelCounters();
  readonly #reported = new Set<string>();
  #lastCpu: { readonly seconds: number; readonly at: number } | null = null;

  /** Throws an Error where another metric of the exporter has one of the names. */
  constructor(context: SourceContext) {
    this.#context = context;
    for (const metric of METRICS) {
      if (metric.type === 'gauge') context.metrics.gauge(metric);
      else context.metrics.counter(metric);
    }
  }

  /** Publishes a reading and reports what it lacks. False where it holds nothing at all. */
  publish(snapshot: Snapshot): boolean {
    const { at, notice, ...quantities } = snapshot;
    const read = Object.values(quantities);
    if (read.every((quantity) => quantity === null || quantity instanceof Problem)) return false;
    if (notice !== null) this.#reportOnce('cgroup', `${notice.sentence}.`);

    const cores = this.#gauge('cpu_limit', CONTAINER_METRICS.cpuLimit, snapshot.cpuCores);
    const seconds = this.#counter('cpu_usage', CONTAINER_METRICS.cpuSeconds, snapshot.cpuSeconds);
    this.#saturate('cpu', this.#coresUsed(seconds, at), cores);
    this.#counter('cpu_throttling', CONTAINER_METRICS.cpuThrottledSeconds, snapshot.throttledSeconds);

    const memory = this.#gauge('memory_usage', CONTAINER_METRICS.memoryBytes, snapshot.workingSetBytes);
    const limit = this.#gauge('memory_limit', CONTAINER_METRICS.memoryLimit, snapshot.memoryLimitBytes);
    this.#saturate('memory', memory, limit);
    this.#counter('oom_kills', CONTAINER_METRICS.outOfMemoryKills, snapshot.outOfMemoryKills);

    this.#gauge('processes', CONTAINER_METRICS.processes, snapshot.processes);
    const tasks = this.#known('process_limit', 'saturation_ratio{resource="processes"} is', snapshot.tasks);
    this.#saturate('processes', tasks?.current ?? null, tasks?.limit ?? null);

    this.#gauge('connections', CONTAINER_METRICS.connections, snapshot.connections);
    this.#publishDiskIo(snapshot.diskIo);
    return true;
  }

  /** Nothing is known now: removes every gauge. */
  withdraw(): void {
    this.#lastCpu = null;
    for (const metric of METRICS) {
      if (metric.type === 'gauge') this.#context.metrics.gauge(metric).clear();
    }
  }

  #gauge(reason: string, metric: Gauge, quantity: Quantity<number>): number | null {
    const value = this.#known(reason, `${metric.name} is`, quantity);
    this.#set(metric, {}, value);
    return value;
  }

  #counter(reason: string, metric: Counter, quantity: Quantity<number>): number | null {
    const value = this.#known(reason, `${metric.name} is`, quantity);
    if (value !== null) this.#series(metric, {}).inc(this.#kernel.growth(metric.name, value));
    return value;
  }

  #publishDiskIo(quantity: Quantity<readonly DiskIo[]>): void {
    const { diskBytes, diskOperations } = CONTAINER_METRICS;
    const devices = this.#known('disk_io', `${diskBytes.name} and ${diskOperations.name} are`, quantity);
    if (devices === null) return;
    for (const direction of ['read', 'write'] as const) {
      const bytes = this.#series(diskBytes, { direction });
      const operations = this.#series(diskOperations, { direction });
      // Device by device, since the sum also falls when a disk is detached.
      for (const { device, ...io } of devices) {
        const key = `${direction} ${device}`;
        bytes.inc(this.#kernel.growth(`bytes ${key}`, direction === 'read' ? io.readBytes : io.writtenBytes));
        operations.inc(this.#kernel.growth(`operations ${key}`, direction === 'read' ? io.reads : io.writes));
      }
    }
  }

  /** CPU cores used since the reading before; null at the first one and where the cgroup was started anew. */
  #coresUsed(seconds: number | null, at: number): number | null {
    const before = this.#lastCpu;
    this.#lastCpu = seconds === null ? null : { seconds, at };
    if (seconds === null || before === null || seconds < before.seconds || at <= before.at) return null;
    return (seconds - before.seconds) / (at - before.at);
  }

  #saturate(resource: Resource, used: number | null, limit: number | null): void {
    if (used === null || limit === null) {
      this.#set(SATURATION_RATIO, { resource }, null);
      return;
    }
    // Bursts and the moments of reading can lift usage a little above its limit; a limit of 0 leaves no room.
    this.#set(SATURATION_RATIO, { resource }, limit > 0 ? Math.min(1, used / limit) : 1);
  }

  #set(metric: Gauge, more: Record<string, string>, value: number | null): void {
    const part = this.#context.metrics.gauge(metric);
    const labels = { service: this.#context.service, ...more };
    if (value === null) part.remove(labels);
    else part.labels(labels).set(value);
  }

  #series(metric: Counter, more: Record<string, string>): CounterSeries {
    return this.#context.metrics.counter(metric).labels({ service: this.#context.service, ...more });
  }

  #known<T>(reason: string, subject: string, quantity: Quantity<T>): T | null {
    if (quantity instanceof Problem) {
      this.#reportOnce(reason, `${subject} left out: ${quantity.sentence}.`);
      return null;
    }
    this.#reported.delete(reason);
    return quantity;
  }

  #reportOnce(reason: string, sentence: string): void {
    if (this.#reported.has(reason)) return;
    this.#reported.add(reason);
    this.#context.report.problem(reason, sentence);
  }
}
