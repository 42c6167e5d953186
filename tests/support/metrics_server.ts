import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import type { Registry } from 'prom-client';
import { SelfMetrics } from '../../exporter/self_metrics.ts';
import { metricsRoute } from '../../exporter/server/metrics_route.ts';
import { type CapturedLog, capturedLog } from '../../exporter/testing.ts';
import type { ExpositionFormat } from '../../metrics/exposition/negotiate.ts';
import { MetricRegistry } from '../../metrics/registry.ts';

/** A registry on a port of loopback, served as the exporter serves its own. */
export interface MetricsServer {
  readonly port: number;
  /** host:port */
  readonly address: string;
  /** What went wrong. */
  readonly log: CapturedLog;
  stop(): Promise<void>;
}

const ACCEPT: Readonly<Record<ExpositionFormat, string>> = {
  text: 'text/plain;version=0.0.4',
  openmetrics: 'application/openmetrics-text;version=1.0.0',
  protobuf: 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
};

/**
 * Serves a registry at /metrics, and at /metrics/text, /metrics/openmetrics and /metrics/protobuf in that format,
 * whatever is asked for. Without a port it takes a free one.
 */
export async function startMetricsServer(registry: Registry, port = 0): Promise<MetricsServer> {
  const server = fastify({
    forceCloseConnections: true,
    rewriteUrl(request) {
      const [, , format = ''] = request.url?.split('/') ?? [];
      if (format in ACCEPT) request.headers.accept = ACCEPT[format as ExpositionFormat];
      return '/metrics';
    },
  });
  const { log, captured } = capturedLog();
  // Apart from the registry: it counts scrapes, and so would change with each.
  const self = new SelfMetrics(new MetricRegistry(), { version: '0', node_version: '0' });
  metricsRoute(server, { registry, self, log, phase: () => 'ready', refresh: () => {} });
  await server.listen({ port, host: '127.0.0.1' });
  const address = server.server.address() as AddressInfo;
  return {
    port: address.port,
    address: `127.0.0.1:${address.port}`,
    log: captured,
    stop: () => server.close(),
  };
}
