import type { Registry } from 'prom-client';
import type { FamilySamples } from '../family.ts';

/**
 * The families of a prom-client registry, sorted by name. A metric whose collection throws is left out and
 * reported; the others are served.
 */
export async function collectFamilies(
  registry: Registry,
  onFailure: (metric: string, error: unknown) => void,
): Promise<FamilySamples[]> {
  const metrics = registry.getMetricsAsArray() as unknown as {
    name: string;
    get(): Promise<FamilySamples>;
  }[];
  const collected = await Promise.all(
    metrics.map(async (metric) => {
      try {
        return await metric.get();
      } catch (error) {
        onFailure(metric.name, error);
        return null;
      }
    }),
  );
  return collected.filter((family) => family !== null).sort((a, b) => (a.name < b.name ? -1 : 1));
}
