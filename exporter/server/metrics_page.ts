import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import { parsePreferences } from '../../metrics/exposition/accept_header.ts';
import type { Phase } from './health_routes.ts';
import { familiesOf } from './metrics_page_families.ts';
import type { Assets } from './page/assets.ts';
import { frame } from './page/frame.ts';
import { DOCUMENT_HEADERS } from './page/headers.ts';
import { assetsIfAny } from './page/page_routes.ts';

/** Where the page of Prometheus is answered, whatever is accepted. */
const RAW = '/metrics?format=text';
const HTML_TYPES = ['text/html', 'application/xhtml+xml'];
const METRIC_TYPES = ['text/plain', 'application/openmetrics-text', 'application/vnd.google.protobuf'];

export interface MetricsPageOptions {
  readonly registry: Registry;
  readonly phase: () => Phase;
  /** Called before each answer. */
  readonly refresh: () => void;
  /** Is told of metrics that are left out. */
  readonly onFailure: (metric: string, error: unknown) => void;
}

/** `GET /v1/metrics/families`: name, type, help, labels and number of series of all that `/metrics` has. */
export function familiesRoute(
  server: FastifyInstance,
  { registry, phase, refresh, onFailure }: MetricsPageOptions,
): void {
  // To count them may take long; whoever asks meanwhile gets the same answer.
  let underWay: ReturnType<typeof familiesOf> | null = null;
  const count = () => {
    refresh();
    return familiesOf(registry, onFailure).finally(() => {
      underWay = null;
    });
  };
  server.get('/v1/metrics/families', async (_request, reply) => {
    underWay ??= count();
    const families = await underWay;
    return reply.header('cache-control', 'no-store').send({ version: 1, phase: phase(), families });
  });
}

/** Whether a request for `/metrics` is one of a person with a browser: it asks for HTML rather than for any format of metrics. */
export function wantsMetricsPage({ headers, query }: Pick<FastifyRequest, 'headers' | 'query'>): boolean {
  return (query as { format?: unknown }).format === undefined && prefersHtml(headers.accept);
}

/**
 * Whether an Accept header names HTML, and likes it better than every format of metrics that it names, and at least as well as what
 * it accepts without a name.
 */
export function prefersHtml(accept: string | undefined): boolean {
  const preferences = parsePreferences(accept ?? '');
  const best = (values: readonly string[]) =>
    Math.max(0, ...preferences.filter(({ value }) => values.includes(value)).map(({ q }) => q));
  const html = best(HTML_TYPES);
  return html > best(METRIC_TYPES) && html >= best(['text/*', '*/*']);
}

/** Answers a request for `/metrics` with a page on which families can be searched. */
export async function sendMetricsPage(reply: FastifyReply, phase: Phase): Promise<FastifyReply> {
  const assets = await assetsIfAny();
  return await reply
    .headers({ ...DOCUMENT_HEADERS, vary: 'Accept, Accept-Encoding' })
    .send(metricsDocument(phase, assets));
}

const NOTES: Readonly<Record<Phase, string>> = {
  'catching up':
    '<p data-tone="unknown">The exporter is catching up with what happened while it was down: numbers of series are not complete yet, and Prometheus gets none.</p>\n',
  ready: '',
  stopping: '<p data-tone="warning">The exporter is stopping: Prometheus gets no metrics any more.</p>\n',
};

function metricsDocument(phase: Phase, assets: Assets | null): string {
  const body = `<a class="skip" href="#main">Skip to the content</a>
<header>
<h1>Metrics</h1>
<p><a href="/">Status</a></p>
<p><a href="${RAW}">The page as Prometheus reads it</a></p>
</header>
<main id="main" tabindex="-1">
${NOTES[phase]}<div id="families"><p>${
    assets === null
      ? 'The list of metrics cannot be shown: the script of this page could not be built, the exporter’s log says why.'
      : '<noscript>Without JavaScript there is only the page as Prometheus reads it.</noscript>'
  }</p></div>
</main>`;
  return frame({
    title: 'Metrics · goldwatch',
    body,
    script: assets?.metricsScript ?? null,
    style: assets?.style ?? null,
  });
}
