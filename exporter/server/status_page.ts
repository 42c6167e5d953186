/** What the page shows. */
export interface Status {
  readonly version: string;
  readonly ready: boolean;
  readonly sources: readonly string[];
}

/** A small page for whoever opens the exporter's address in a browser. */
export function statusPage({ version, ready, sources }: Status): string {
  const links = ['/metrics', '/-/healthy', '/-/ready'].map(
    (path) => `<li><a href="${path}">${path}</a></li>`,
  );
  const state = ready ? 'ready' : 'catching up with what happened while it was down';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>goldwatch</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 40rem; padding: 0 1rem }</style>
<h1>goldwatch ${escapeHtml(version)}</h1>
<p>The exporter is ${state}.</p>
<h2>Sources</h2>
<ul>${sources.map((id) => `<li>${escapeHtml(id)}</li>`).join('') || '<li>none</li>'}</ul>
<h2>Pages</h2>
<ul>${links.join('')}</ul>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
