import { LABEL, SELF_SERVICE } from '../../conventions/labels.ts';
import type { Definition } from '../../definition/schema.ts';

/** The service of an alert, as a template of Prometheus: some series have none, and belong to `service.name`. */
export function serviceInText({ service }: Pick<Definition, 'service'>, filter = ''): string {
  return `{{ if $labels.service }}{{ $labels.service${filter} }}{{ else }}${service.name}{{ end }}`;
}

/** A matcher on the service, where one is needed. */
export function serviceMatchers(
  { service }: { readonly service?: string | undefined },
  definition: Definition,
): string[] {
  if (service !== undefined) return [`${LABEL.service}="${service}"`];
  // The exporter counts the requests to itself: a scrape every few seconds is nobody's traffic.
  return watchedServices(definition).includes(SELF_SERVICE) ? [] : [`${LABEL.service}!="${SELF_SERVICE}"`];
}

/** Matchers in braces; nothing without any. */
export function inBraces(matchers: readonly string[]): string {
  return matchers.length === 0 ? '' : `{${matchers.join(', ')}}`;
}

/** The services of those sources that are of a kind. */
export function servicesOf(
  { service, sources }: Pick<Definition, 'service' | 'sources'>,
  isOfKind: (source: Definition['sources'][number]) => boolean,
): string[] {
  return [...new Set(sources.filter(isOfKind).map((source) => source.service ?? service.name))];
}

function watchedServices({ service, sources }: Definition): string[] {
  return [service.name, ...sources.flatMap((source) => source.service ?? [])];
}
