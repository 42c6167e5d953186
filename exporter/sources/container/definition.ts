import { z } from 'zod';
import { type MetricDeclaration, SATURATION_RATIO } from '../../../conventions/metrics.ts';
import { duration } from '../../../conventions/quantities.ts';
import { commonSourceSettings } from '../common.ts';
import { defineSource } from '../source.ts';

const DEVICE_DIRECTION = ['service', 'direction'] as const;

/** What the source emits, beside `saturation_ratio`. */
export const CONTAINER_METRICS = {
  cpuSeconds: {
    name: 'container_cpu_seconds_total',
    type: 'counter',
    help: 'CPU time used by the container, in seconds.',
    labels: ['service'],
  },
  cpuLimit: {
    name: 'container_cpu_limit_cores',
    type: 'gauge',
    help: 'CPU cores the container may use: its limit, or those of the host where it has none.',
    labels: ['service'],
  },
  cpuThrottledSeconds: {
    name: 'container_cpu_throttled_seconds_total',
    type: 'counter',
    help: 'Time the container wanted to run and was held back by its CPU limit, in seconds.',
    labels: ['service'],
  },
  memoryBytes: {
    name: 'container_memory_working_set_bytes',
    type: 'gauge',
    help: 'Memory in use that cannot be reclaimed at once: usage less inactive file pages, in bytes.',
    labels: ['service'],
  },
  memoryLimit: {
    name: 'container_memory_limit_bytes',
    type: 'gauge',
    help: 'Memory the container may use: its limit, or that of the host where it has none, in bytes.',
    labels: ['service'],
  },
  outOfMemoryKills: {
    name: 'container_oom_kills_total',
    type: 'counter',
    help: 'Processes of the container killed because it ran out of memory.',
    labels: ['service'],
  },
  processes: {
    name: 'container_processes',
    type: 'gauge',
    help: 'Processes in the container.',
    labels: ['service'],
  },
  connections: {
    name: 'container_open_connections',
    type: 'gauge',
    help: 'Established TCP connections in the network namespace.',
    labels: ['service'],
  },
  diskBytes: {
    name: 'container_disk_io_bytes_total',
    type: 'counter',
    help: 'Bytes read from and written to disks, by direction (read, write).',
    labels: DEVICE_DIRECTION,
  },
  diskOperations: {
    name: 'container_disk_io_operations_total',
    type: 'counter',
    help: 'Operations on disks, by direction (read, write).',
    labels: DEVICE_DIRECTION,
  },
} as const satisfies Record<string, MetricDeclaration>;

const SHORTEST_INTERVAL_MS = 100;
const LONGEST_INTERVAL_MS = 3_600_000;

/** Settings of the source; durations are milliseconds. */
export const containerConfig = z.strictObject({
  type: z.literal('container'),
  ...commonSourceSettings,
  cgroup: z
    .string()
    .startsWith('/', { error: 'an absolute path such as /sys/fs/cgroup/system.slice/app.service' })
    .optional()
    .describe('A cgroup v2 directory to watch; the one the exporter runs in unless given.'),
  interval: duration
    .refine((milliseconds) => milliseconds >= SHORTEST_INTERVAL_MS && milliseconds <= LONGEST_INTERVAL_MS, {
      error: 'an interval between "100ms" and "1h"',
    })
    .prefault('5s')
    .describe('How often it looks.'),
});
export type ContainerConfig = z.output<typeof containerConfig>;

/** Resources of the container the exporter runs in, or of another cgroup. */
export const container = defineSource({
  type: 'container',
  summary: 'Saturation from cgroup v2 or v1: CPU, memory, throttling, processes, connections, disk I/O.',
  config: containerConfig,
  metrics: [SATURATION_RATIO, ...Object.values(CONTAINER_METRICS)],
  load: () => import('./collect.ts'),
});
