import * as units from '@grafana/grafana-foundation-sdk/units';
import { legendOf, quantileOf, rateOf, sumBy } from '../panels/aggregated.ts';
import { ofServices } from '../panels/query.ts';
import { type Family, share } from './family.ts';

const INSTANCE = ['service', 'instance'];
const PEER = ['service', 'server_address'];

/** Redis and Valkey, by the names that redis_exporter 1.x gives (github.com/oliver006/redis_exporter). */
export const redis: Family = {
  title: 'Redis',
  words: ['redis', 'valkey'],
  graphs: [
    {
      title: 'Redis keys found',
      description:
        'Share of the look-ups that found their key, by instance; where it falls, databases get the load.',
      unit: units.PercentUnit,
      max: 1,
      reads: ['redis_keyspace_hits_total', 'redis_keyspace_misses_total'],
      queries: [
        {
          expression: share(
            rateOf('redis_keyspace_hits_total', 'second', { by: INSTANCE }),
            `(${rateOf('redis_keyspace_hits_total', 'second', { by: INSTANCE })} + ${rateOf('redis_keyspace_misses_total', 'second', { by: INSTANCE })})`,
          ),
          legend: legendOf(INSTANCE),
        },
      ],
    },
    {
      title: 'Redis memory in use',
      description:
        'Memory that the keys take, and how much they may; beyond it keys are evicted or writes refused.',
      unit: units.BytesIEC,
      reads: ['redis_memory_used_bytes', 'redis_memory_max_bytes'],
      queries: [
        { expression: sumBy(INSTANCE, ofServices('redis_memory_used_bytes')), legend: legendOf(INSTANCE) },
        {
          expression: `${sumBy(INSTANCE, ofServices('redis_memory_max_bytes'))} > 0`,
          legend: `${legendOf(INSTANCE)} allowed`,
        },
      ],
    },
    {
      title: 'Redis clients and refusals',
      description:
        'Clients that are connected, and connections per minute refused because there were too many.',
      unit: units.Short,
      reads: ['redis_connected_clients', 'redis_rejected_connections_total'],
      queries: [
        { expression: sumBy(INSTANCE, ofServices('redis_connected_clients')), legend: legendOf(INSTANCE) },
        {
          expression: rateOf('redis_rejected_connections_total', 'minute', { by: INSTANCE }),
          legend: `${legendOf(INSTANCE)} refused`,
        },
      ],
    },
  ],
};

/** A cache that the application itself counts. */
export const cache: Family = {
  title: 'Cache',
  words: [],
  graphs: [
    {
      title: 'Cache hit rate',
      description: 'Share of the look-ups that the cache had an answer to, by service.',
      unit: units.PercentUnit,
      max: 1,
      reads: ['cache_hits_total', 'cache_requests_total'],
      queries: [
        {
          expression: share(rateOf('cache_hits_total', 'second'), rateOf('cache_requests_total', 'second')),
          legend: '{{service}}',
        },
      ],
    },
    {
      title: 'Cache look-ups',
      description: 'Look-ups in the cache per second, by service.',
      unit: units.OpsPerSecond,
      reads: ['cache_requests_total'],
      queries: [{ expression: rateOf('cache_requests_total', 'second'), legend: '{{service}}' }],
    },
  ],
};

/** Other APIs that services call, by the name of OpenTelemetry's semantic conventions. */
export const calls: Family = {
  title: 'Calls of other APIs',
  words: [],
  graphs: [
    {
      title: 'Latency of calls p95',
      description:
        'The time that 95% of the calls of another API stayed below, by its address; dashed lines are the limits of alerts.',
      unit: units.Seconds,
      reads: ['http_client_request_duration_seconds'],
      queries: [
        {
          expression: quantileOf('http_client_request_duration_seconds', 0.95, { by: PEER }),
          legend: legendOf(PEER),
        },
      ],
      limits: {
        metric: 'http_client_request_duration_seconds',
        isComparable: ({ quantile }) => quantile !== undefined,
      },
    },
    {
      title: 'Calls of other APIs per second',
      description: 'Calls of other APIs per second, by address.',
      unit: units.RequestsPerSecond,
      reads: ['http_client_request_duration_seconds'],
      queries: [
        {
          expression: rateOf('http_client_request_duration_seconds_count', 'second', { by: PEER }),
          legend: legendOf(PEER),
        },
      ],
    },
  ],
};

/** Functions, by the names of OpenTelemetry's semantic conventions. */
export const functions: Family = {
  title: 'Functions',
  words: [],
  graphs: [
    {
      title: 'Cold starts',
      description: 'Share of the invocations of functions that waited for a cold start, by service.',
      unit: units.PercentUnit,
      max: 1,
      reads: ['faas_coldstarts_total', 'faas_invocations_total'],
      queries: [
        {
          expression: share(
            rateOf('faas_coldstarts_total', 'second'),
            rateOf('faas_invocations_total', 'second'),
          ),
          legend: '{{service}}',
        },
      ],
      limits: { metric: 'faas_coldstarts_total', isComparable: ({ of }) => of !== undefined },
    },
    {
      title: 'Invocations of functions',
      description: 'Invocations of functions per minute, by service.',
      unit: units.CountsPerMinute,
      reads: ['faas_invocations_total'],
      queries: [{ expression: rateOf('faas_invocations_total', 'minute'), legend: '{{service}}' }],
    },
  ],
};

/** What blackbox_exporter sees from outside (github.com/prometheus/blackbox_exporter). */
export const probes: Family = {
  title: 'From outside',
  words: ['blackbox', 'probe', 'probes'],
  graphs: [
    {
      title: 'Probes that succeed',
      description: 'Whether each probe from outside gets the answer it expects, 100% or 0%.',
      unit: units.PercentUnit,
      max: 1,
      reads: ['probe_success'],
      queries: [
        {
          expression: `min by (service, instance) (${ofServices('probe_success')})`,
          legend: legendOf(INSTANCE),
        },
      ],
    },
    {
      title: 'Time of probes',
      description: 'How long each probe from outside takes.',
      unit: units.Seconds,
      reads: ['probe_duration_seconds'],
      queries: [
        {
          expression: `max by (service, instance) (${ofServices('probe_duration_seconds')})`,
          legend: legendOf(INSTANCE),
        },
      ],
    },
    {
      title: 'Certificates expire in',
      description: 'How long the TLS certificate that a probe sees is still valid.',
      unit: units.Seconds,
      reads: ['probe_ssl_earliest_cert_expiry'],
      queries: [
        {
          expression: `min by (service, instance) (${ofServices('probe_ssl_earliest_cert_expiry')}) - time()`,
          legend: legendOf(INSTANCE),
        },
      ],
    },
  ],
};
