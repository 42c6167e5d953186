import type { MappedLabels } from './presets.ts';

/** Labels of the golden signals, by those of a page's series; what the mapping does not name is empty. */
export function goldenLabels(
  service: string,
  labels: Readonly<Record<string, string>>,
  { method, route, status }: MappedLabels,
) {
  const of = (name: string | undefined) => (name === undefined ? '' : (labels[name] ?? ''));
  return { service, method: of(method), route: of(route), status: of(status) };
}
