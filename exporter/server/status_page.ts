import { escapeHtml } from '../escape_html.ts';
import type { SourceState } from '../source_runner.ts';
import type { Phase } from './health_routes.ts';

/** What the page shows. */
export interface Status {
  readonly version: string;
  readonly phase: Phase;
  readonly sources: readonly SourceState[];
  /** Why nothing reaches CloudWatch; null where nothing is known against it, left out where nothing is mirrored. */
  readonly mirrorTrouble?: string | null | undefined;
}

const STATES: Readonly<Record<Phase, string>> = {
  'catching up': 'catching up with what happened while it was down',
  ready: 'ready',
  stopping: 'stopping',
};

/** A small page for whoever opens the exporter's address in a browser. */
export function statusPage({ version, phase, sources, mirrorTrouble }: Status): string {
  const links = ['/metrics', '/-/healthy', '/-/ready'].map(
    (path) => `<li><a href="${path}">${path}</a></li>`,
  );
  const lines = sources.map(({ id, trouble }) => {
    const down = trouble === null ? '' : ` <strong>does not work:</strong> ${escapeHtml(trouble)}`;
    return `<li>${escapeHtml(id)}${down}</li>`;
  });
  const mirror =
    mirrorTrouble === undefined
      ? ''
      : `<h2>CloudWatch mirror</h2>\n<p>${mirrorTrouble === null ? 'It works.' : `<strong>Nothing comes through:</strong> ${escapeHtml(mirrorTrouble)}`}</p>\n`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>goldwatch</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 40rem; padding: 0 1rem }</style>
<h1>goldwatch ${escapeHtml(version)}</h1>
<p>The exporter is ${STATES[phase]}.</p>
<h2>Sources</h2>
<ul>${lines.join('') || '<li>none</li>'}</ul>
${mirror}<h2>Pages</h2>
<ul>${links.join('')}</ul>
`;
}
