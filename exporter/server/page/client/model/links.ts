import type { AlertView } from '../../../../alerts/alert_view.ts';

/** An address that may be linked to; null for all that is not http or https, such as `javascript:`. */
export function webAddress(text: string | null | undefined): string | null {
  if (text === null || text === undefined || !/^https?:\/\//i.test(text)) return null;
  return URL.canParse(text) ? text : null;
}

/** Where Alertmanager is asked to silence an alert; null where nobody knows where it is. */
export function silenceAddress(alertmanager: string | null, { labels }: AlertView): string | null {
  const base = webAddress(alertmanager);
  if (base === null) return null;
  const matchers = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${trimmed(base)}/#/silences/new?filter=${encoded(`{${matchers.join(', ')}}`)}`;
}

/** The golden signals of a service in Grafana; null where nobody knows where it is. */
export function dashboardAddress(grafana: string | null, service: string): string | null {
  const base = webAddress(grafana);
  if (base === null) return null;
  return `${trimmed(base)}/d/goldwatch-golden-signals?var-service=${encoded(service)}`;
}

function trimmed(base: string): string {
  return base.replace(/\/+$/, '');
}

// encodeURIComponent throws at half a character; browsers of 2023 have no toWellFormed.
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}
