import type { Registry } from 'prom-client';
import type { FamilySamples } from '../family.ts';

const FAILED = { name: '', values: [] };

/**
 * The families of a prom-client registry with its default labels, sorted by name. A metric whose collection
 * throws is left out and reported; the others are served.
 */
export async function collectFamilies(
  registry: Registry,
  onFailure: (metric: string, error: unknown) => void,
): Promise<FamilySamples[]> {
  const metrics = registry.getMetricsAsArray() as unknown as {
    name: string;
    get(): Promise<FamilySamples>;
  }[];
  const harmless = metrics.map((metric) => ({
    get: async () => {
      try {
        return await metric.get();
      } catch (error) {
        onFailure(metric.name, error);
        return FAILED;
      }
    },
  }));
  // prom-client adds default labels here, and tells nobody what they are; but one failure would fail it all.
  const guarded = Object.create(registry, { getMetricsAsArray: { value: () => harmless } }) as Registry;
  const collected: unknown[] = await guarded.getMetricsAsJSON();
  return (collected as FamilySamples[])
    .filter((family) => (family as unknown) !== FAILED)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
