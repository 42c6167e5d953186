import { LABEL } from '../../conventions/labels.ts';
import { SATURATION_RATIO } from '../../conventions/metrics.ts';
import { Family, type FamilySamples } from '../../metrics/family.ts';
import type { MetricRegistry } from '../../metrics/registry.ts';

/** Beyond so many, the resources of a service that come last are left out. */
const MOST_RESOURCES = 16;

/** How full each resource is, by its name; of each service. */
export type Saturation = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** The fullest instance of each resource as it is now, whoever tells it; NaN and infinities say nothing. */
export async function readSaturation({ registry, guests }: MetricRegistry): Promise<Saturation> {
  const { name } = SATURATION_RATIO;
  // Types of prom-client's own classes, which a family and a guest only have the face of.
  const metric: unknown = registry.getSingleMetric(name);
  const found = new Map<string, Map<string, number>>();
  if (metric instanceof Family || guests.has(name)) {
    const { values } = await (metric as { get(): FamilySamples | Promise<FamilySamples> }).get();
    for (const { labels = {}, value } of values) {
      note(found, String(labels[LABEL.service] ?? ''), String(labels[LABEL.resource] ?? ''), value);
    }
  }
  return found;
}

function note(found: Map<string, Map<string, number>>, service: string, resource: string, value: number) {
  if (!Number.isFinite(value)) return;
  const resources = found.get(service) ?? new Map<string, number>();
  found.set(service, resources);
  const fullest = resources.get(resource);
  if (fullest === undefined && resources.size >= MOST_RESOURCES) return;
  resources.set(resource, Math.max(value, fullest ?? value));
}
