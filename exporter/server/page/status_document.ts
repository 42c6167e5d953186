import type { AlertView } from '../../alerts/alert_view.ts';
import { escapeHtml } from '../../escape_html.ts';
import type { Phase } from '../health_routes.ts';
import type { Assets } from './assets.ts';
import { realAlerts } from './client/model/alerts.ts';
import { plural } from './client/model/format.ts';
import { headline, type Situation } from './client/model/headline.ts';
import { frame } from './frame.ts';

/** Most alerts that are in the document; its script shows the others. */
const MOST_ALERTS = 100;

/** What the page says before its script runs, and where none does. */
export interface Essentials {
  readonly version: string;
  readonly phase: Phase;
  readonly sources: readonly { readonly id: string; readonly trouble: string | null }[];
  readonly firing: readonly AlertView[];
  /** Why nothing reaches CloudWatch; null where nothing is known against it, left out where nothing is mirrored. */
  readonly mirrorTrouble?: string | null | undefined;
  readonly objectives?: Situation['objectives'];
}

/** The status page as it leaves the server at `now`, in milliseconds since 1970: true already, and not live yet. */
export function statusDocument(essentials: Essentials, assets: Assets | null, now: number): string {
  const { version, phase, sources, firing, mirrorTrouble = null, objectives = [] } = essentials;
  const { text, tone } = headline({ phase, firing, leftOut: 0, sources, mirrorTrouble, objectives }, now);
  const body = `<a class="skip" href="#main">Skip to the content</a>
<header>
<h1>goldwatch</h1>
<p id="about">${escapeHtml(version)}</p>
<p id="connection" role="status" data-tone="unknown">${assets === null ? 'Not live: the script of this page could not be built, the exporter’s log says why' : 'Connecting to the exporter'}</p>
</header>
<main id="main" tabindex="-1">
<h2 id="headline" data-tone="${tone}">${escapeHtml(text)}</h2>
<noscript><p>Without JavaScript this page shows what was true when it was loaded, and no numbers. All of them are at <a href="/metrics?format=text">/metrics</a>.</p></noscript>
<div id="essentials">
${alerts(realAlerts(firing))}${troubles(sources)}${mirror(mirrorTrouble)}<h2>Pages</h2>
<ul>${['/metrics', '/v1/alerts', '/-/ready'].map((path) => `<li><a href="${path}">${path}</a></li>`).join('')}</ul>
</div>
</main>`;
  return frame({
    title: 'goldwatch',
    body,
    script: assets?.statusScript ?? null,
    style: assets?.style ?? null,
  });
}

function alerts(firing: readonly AlertView[]): string {
  if (firing.length === 0) return '';
  const lines = firing
    .slice(0, MOST_ALERTS)
    .map(({ alertname, severity, service, annotations, startsAt }) => {
      const said = [severity, service, annotations.summary ?? '', `since ${startsAt}`];
      return `<li><strong>${escapeHtml(alertname)}</strong> ${said
        .filter((one) => one !== '')
        .map(escapeHtml)
        .join(' · ')}</li>`;
    });
  const others = firing.length - lines.length;
  const rest = others === 0 ? '' : `<li>and ${plural(others, 'other', 'others')}</li>`;
  return `<h2>Firing alerts</h2>\n<ul>${lines.join('')}${rest}</ul>\n`;
}

function troubles(sources: Essentials['sources']): string {
  const lines = sources.map(({ id, trouble }) => {
    const down = trouble === null ? '' : ` <strong>does not work:</strong> ${escapeHtml(trouble)}`;
    return `<li>${escapeHtml(id)}${down}</li>`;
  });
  return `<h2>Sources</h2>\n<ul>${lines.join('') || '<li>none</li>'}</ul>\n`;
}

function mirror(trouble: string | null): string {
  if (trouble === null) return '';
  return `<h2>CloudWatch mirror</h2>\n<p><strong>Nothing comes through:</strong> ${escapeHtml(trouble)}</p>\n`;
}
