import { LABEL } from './labels.ts';
import { self } from './self_metric.ts';

/** What the exporter says about who reaches its server. */
export const SERVER_METRICS = {
  requestsRefused: self(
    'goldwatch_requests_refused_total',
    'counter',
    'Requests that were not let in, by reason.',
    [LABEL.reason],
  ),
  connections: self('goldwatch_connections', 'gauge', 'Connections that are open to the exporter.'),
  connectionsLimit: self('goldwatch_connections_limit', 'gauge', 'The setting exporter.max_connections.'),
  connectionsCutOff: self(
    'goldwatch_connections_cut_off_total',
    'counter',
    'Connections ended because of exporter.max_connections, by reason: idle longest, a stream of events, or too many that are busy.',
    [LABEL.reason],
  ),
  tlsExpiry: self(
    'goldwatch_tls_certificate_expiry_timestamp_seconds',
    'gauge',
    'Unix time at which the certificate of exporter.tls_server_config ends.',
  ),
  tlsReloadSuccessful: self(
    'goldwatch_tls_last_reload_successful',
    'gauge',
    '1 if the files of exporter.tls_server_config are those in use, 0 if they changed and cannot be used.',
  ),
  tlsReloadFailures: self(
    'goldwatch_tls_reload_failures_total',
    'counter',
    'Changed files of exporter.tls_server_config that could not be used.',
  ),
} as const;
