import type { MetricDeclaration } from './metrics.ts';

/** Declares a metric of goldwatch about itself. */
export function self<const T extends MetricDeclaration['type']>(
  name: `goldwatch_${string}`,
  type: T,
  help: string,
  labels: readonly string[] = [],
): MetricDeclaration & { readonly type: T } {
  return { name, type, help, labels };
}
