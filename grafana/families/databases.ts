import * as units from '@grafana/grafana-foundation-sdk/units';
import { legendOf, quantileOf, rateOf, sumBy } from '../panels/aggregated.ts';
import { ofServices } from '../panels/query.ts';
import { type Family, share } from './family.ts';

const INSTANCE = ['service', 'instance'];
const POOL = ['service', 'db_client_connection_pool_name'];

/** MySQL and MariaDB, by the names that mysqld_exporter 0.17 gives (github.com/prometheus/mysqld_exporter). */
export const mysql: Family = {
  title: 'MySQL',
  words: ['mysql', 'mysqld', 'mariadb'],
  graphs: [
    {
      title: 'MySQL connections in use',
      description:
        'Share of the connections allowed that are open, by instance; at 100% nobody else gets in.',
      unit: units.PercentUnit,
      max: 1,
      reads: ['mysql_global_status_threads_connected', 'mysql_global_variables_max_connections'],
      queries: [
        {
          expression: share(
            sumBy(INSTANCE, ofServices('mysql_global_status_threads_connected')),
            `max by (service, instance) (${ofServices('mysql_global_variables_max_connections')})`,
          ),
          legend: legendOf(INSTANCE),
        },
      ],
    },
    {
      title: 'MySQL queries',
      description: 'Queries per second, by instance.',
      unit: units.OpsPerSecond,
      reads: ['mysql_global_status_queries'],
      queries: [
        {
          expression: rateOf('mysql_global_status_queries', 'second', { by: INSTANCE }),
          legend: legendOf(INSTANCE),
        },
      ],
    },
    {
      title: 'MySQL slow queries',
      description: 'Queries per minute that took longer than long_query_time, by instance.',
      unit: units.CountsPerMinute,
      reads: ['mysql_global_status_slow_queries'],
      queries: [
        {
          expression: rateOf('mysql_global_status_slow_queries', 'minute', { by: INSTANCE }),
          legend: legendOf(INSTANCE),
        },
      ],
    },
  ],
};

/** Pools of connections, by the names of OpenTelemetry's semantic conventions for database clients. */
export const pools: Family = {
  title: 'Pools of connections',
  words: [],
  graphs: [
    {
      title: 'Pool of connections in use',
      description: 'Share of the connections of a pool that are in use; at 100% requests wait for one.',
      unit: units.PercentUnit,
      max: 1,
      reads: ['db_client_connection_count', 'db_client_connection_max'],
      queries: [
        {
          expression: share(
            sumBy(POOL, ofServices('db_client_connection_count', 'db_client_connection_state="used"')),
            sumBy(POOL, ofServices('db_client_connection_max')),
          ),
          legend: legendOf(POOL),
        },
      ],
      limits: { metric: 'db_client_connection_count', isComparable: ({ of }) => of !== undefined },
    },
    {
      title: 'Pool of connections by state',
      description: 'Connections of pools that are in use and idle.',
      unit: units.Short,
      reads: ['db_client_connection_count'],
      queries: [
        {
          expression: sumBy(
            ['service', 'db_client_connection_state'],
            ofServices('db_client_connection_count'),
          ),
          legend: legendOf(['service', 'db_client_connection_state']),
        },
      ],
    },
  ],
};

/** Queries as the service sees them, by the name of OpenTelemetry's semantic conventions. */
export const queries: Family = {
  title: 'Queries of databases',
  words: [],
  graphs: [
    {
      title: 'Latency of queries',
      description:
        'What half of the queries, 95% and 99% of them stayed below; dashed lines are the limits of alerts.',
      unit: units.Seconds,
      reads: ['db_client_operation_duration_seconds'],
      queries: [0.5, 0.95, 0.99].map((quantile) => ({
        expression: quantileOf('db_client_operation_duration_seconds', quantile),
        legend: `{{service}} p${quantile * 100}`,
      })),
      limits: {
        metric: 'db_client_operation_duration_seconds',
        isComparable: ({ quantile }) => quantile !== undefined,
      },
    },
    {
      title: 'Queries per second',
      description: 'Queries per second, by service.',
      unit: units.OpsPerSecond,
      reads: ['db_client_operation_duration_seconds'],
      queries: [
        {
          expression: rateOf('db_client_operation_duration_seconds_count', 'second'),
          legend: '{{service}}',
        },
      ],
    },
  ],
};

/** What applications count where nobody serves more. */
export const failures: Family = {
  title: 'Failures to reach',
  words: [],
  graphs: [
    {
      title: 'Database not reached',
      description: 'Attempts per minute to reach the database that failed, by service.',
      unit: units.CountsPerMinute,
      reads: ['database_connection_failures_total'],
      queries: [
        { expression: rateOf('database_connection_failures_total', 'minute'), legend: '{{service}}' },
      ],
    },
    {
      title: 'Authentication service failing',
      description: 'Failures per minute of the service that authenticates users, by service.',
      unit: units.CountsPerMinute,
      reads: ['authentication_service_errors_total'],
      queries: [
        { expression: rateOf('authentication_service_errors_total', 'minute'), legend: '{{service}}' },
      ],
    },
  ],
};
