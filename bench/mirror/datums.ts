import { Budget } from '../../exporter/outputs/cloudwatch_mirror/budget.ts';
import type { Datum } from '../../exporter/outputs/cloudwatch_mirror/datum.ts';
import { RegistryDatums } from '../../exporter/outputs/cloudwatch_mirror/registry_datums.ts';
import type { CloudwatchMirrorSettings } from '../../exporter/outputs/cloudwatch_mirror/settings.ts';
import { INTERVAL_MS, type Workload } from './workload.ts';

/** Readings of a workload by themselves: no worker, no disk, the clock of the machine. */
export function readingsOf({ metrics }: Workload, settings: CloudwatchMirrorSettings): RegistryDatums {
  return new RegistryDatums({
    registry: metrics.registry,
    settings,
    budget: new Budget({ metrics: settings.budget.metrics, interval: INTERVAL_MS }),
    clock: { now: Date.now, uptime: () => performance.now() },
    startedAt: performance.timeOrigin,
    onFailure(metric, error) {
      throw new Error(`${metric} could not be collected.`, { cause: error });
    },
    takeExtremes: (series) => series.takeExtremes(),
  });
}

/** What the mirror would send of an interval in which every series has changed. */
export async function datumsOfAnInterval(
  workload: Workload,
  settings: CloudwatchMirrorSettings,
): Promise<readonly Datum[]> {
  workload.change();
  const begin = Math.floor(Date.now() / INTERVAL_MS) * INTERVAL_MS;
  const { datums } = await readingsOf(workload, settings).read(begin);
  return datums;
}
