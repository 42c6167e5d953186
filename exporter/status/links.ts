import { isLoopback } from '../listen.ts';
import type { ExporterSettings } from '../settings.ts';
import type { LinksView } from './view.ts';

/**
 * Where people reach the other programs: what `notify.links` says. An `exporter.prometheus` on loopback is good for people, too; other
 * names, such as those of containers, may be the exporter's own.
 */
export function linksView({
  status,
  prometheus,
}: Pick<ExporterSettings, 'status' | 'prometheus'>): LinksView {
  const { links } = status;
  const ofExporter = prometheus !== undefined && isLocal(prometheus) ? prometheus : null;
  return { ...links, prometheus: links.prometheus ?? ofExporter };
}

function isLocal(address: string): boolean {
  return isLoopback(new URL(address).hostname.replace(/^\[|\]$/g, ''));
}
