import type { Preset } from './preset.ts';

const emitterOf = (name: string) =>
  `a source that emits ${name} (logs or events with that metric, or scrape), or another "metric"`;

/** On databases and the pools of connections to them. */
export const databasePresets: readonly Preset[] = [
  {
    alert: {
      name: 'DatabaseConnectionsHigh',
      severity: 'warning',
      metric: 'pg_stat_database_numbackends',
      aggregate: 'sum',
      above: 80,
      for: '10m',
      summary: 'A database has many connections.',
    },
    needs: emitterOf('pg_stat_database_numbackends'),
  },
  {
    alert: {
      name: 'DatabaseConnectionFailures',
      severity: 'critical',
      metric: 'database_connection_failures_total',
      above: 3,
      for: '1m',
      summary: 'The service cannot connect to its database.',
    },
    needs: emitterOf('database_connection_failures_total'),
  },
  {
    alert: {
      name: 'ConnectionPoolExhausted',
      severity: 'warning',
      metric: 'db_client_connection_count',
      match: { db_client_connection_state: 'used' },
      of: 'db_client_connection_max',
      above: '90%',
      for: '5m',
      summary: 'The pool of database connections is almost used up.',
    },
    needs: emitterOf('db_client_connection_count'),
  },
  {
    alert: {
      name: 'SlowQueries',
      severity: 'warning',
      metric: 'db_client_operation_duration_seconds',
      quantile: 0.95,
      above: '1s',
      for: '10m',
      summary: 'Queries of the database take long.',
    },
    needs: emitterOf('db_client_operation_duration_seconds'),
  },
];
