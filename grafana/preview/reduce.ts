import { PreviewError } from './dashboard_json.ts';

type Points = readonly (readonly [timeMs: number, value: number])[];

/** One number of a series, by the names that Grafana gives such calculations. Null where there is none. */
export function reduced(points: Points, calculation: string): number | null {
  const values = points.map(([, value]) => value).filter((value) => !Number.isNaN(value));
  if (values.length === 0) return null;
  switch (calculation) {
    case 'last':
    case 'lastNotNull':
      return values.at(-1) ?? null;
    case 'first':
    case 'firstNotNull':
      return values[0] ?? null;
    case 'min':
      return values.reduce((least, value) => Math.min(least, value));
    case 'max':
      return values.reduce((most, value) => Math.max(most, value));
    case 'mean':
      return values.reduce((sum, value) => sum + value) / values.length;
    case 'sum':
      return values.reduce((sum, value) => sum + value);
    case 'count':
      return values.length;
    case 'delta':
    case 'diff':
      return (values.at(-1) ?? 0) - (values[0] ?? 0);
    default:
      throw new PreviewError(`The calculation «${calculation}» is not drawn: add it to reduce.ts.`);
  }
}

/** What a legend calls a calculation. */
export function calculationName(calculation: string): string {
  const names: Readonly<Record<string, string>> = {
    lastNotNull: 'Last *',
    last: 'Last',
    max: 'Max',
    min: 'Min',
    mean: 'Mean',
    sum: 'Total',
  };
  return names[calculation] ?? calculation;
}
