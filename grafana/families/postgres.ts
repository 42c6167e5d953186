import * as units from '@grafana/grafana-foundation-sdk/units';
import { legendOf, rateOf, sumBy } from '../panels/aggregated.ts';
import { ofServices } from '../panels/query.ts';
import { type Family, share } from './family.ts';

const INSTANCE = ['service', 'instance'];
const DATABASE = ['service', 'datname'];

/** PostgreSQL, by the names that postgres_exporter 0.18 gives (github.com/prometheus-community/postgres_exporter). */
export const postgres: Family = {
  title: 'PostgreSQL',
  words: ['postgres', 'postgresql', 'pg'],
  graphs: [
    {
      title: 'PostgreSQL connections in use',
      description:
        'Share of the connections allowed that are open, by instance; at 100% nobody else gets in.',
      unit: units.PercentUnit,
      max: 1,
      reads: ['pg_stat_database_numbackends', 'pg_settings_max_connections'],
      queries: [
        {
          expression: share(
            sumBy(INSTANCE, ofServices('pg_stat_database_numbackends')),
            `max by (service, instance) (${ofServices('pg_settings_max_connections')})`,
          ),
          legend: legendOf(INSTANCE),
        },
      ],
    },
    {
      title: 'PostgreSQL connections by database',
      description:
        'Open connections, together and by database; dashed lines are the lowest limits of the alerts on them.',
      unit: units.Short,
      reads: ['pg_stat_database_numbackends'],
      queries: [
        {
          expression: sumBy(['service'], ofServices('pg_stat_database_numbackends')),
          legend: '{{service}} together',
        },
        {
          expression: sumBy(DATABASE, ofServices('pg_stat_database_numbackends')),
          legend: legendOf(DATABASE),
        },
      ],
      limits: {
        metric: 'pg_stat_database_numbackends',
        isComparable: ({ of, aggregate }) => of === undefined && aggregate !== 'avg',
      },
    },
    {
      title: 'PostgreSQL transactions',
      description:
        'Transactions per second, committed and rolled back; many that are rolled back are failures.',
      unit: units.OpsPerSecond,
      reads: ['pg_stat_database_xact_commit', 'pg_stat_database_xact_rollback'],
      queries: [
        { expression: rateOf('pg_stat_database_xact_commit', 'second'), legend: '{{service}} committed' },
        { expression: rateOf('pg_stat_database_xact_rollback', 'second'), legend: '{{service}} rolled back' },
      ],
    },
    {
      title: 'PostgreSQL blocks found in memory',
      description:
        'Share of the blocks read that were in memory, by database; where it falls, queries wait for disks.',
      unit: units.PercentUnit,
      max: 1,
      reads: ['pg_stat_database_blks_hit', 'pg_stat_database_blks_read'],
      queries: [
        {
          expression: share(
            rateOf('pg_stat_database_blks_hit', 'second', { by: DATABASE }),
            `(${rateOf('pg_stat_database_blks_hit', 'second', { by: DATABASE })} + ${rateOf('pg_stat_database_blks_read', 'second', { by: DATABASE })})`,
          ),
          legend: legendOf(DATABASE),
        },
      ],
    },
    {
      title: 'PostgreSQL deadlocks',
      description: 'Deadlocks per minute, by database; each has cost somebody a transaction.',
      unit: units.CountsPerMinute,
      reads: ['pg_stat_database_deadlocks'],
      queries: [
        {
          expression: rateOf('pg_stat_database_deadlocks', 'minute', { by: DATABASE }),
          legend: legendOf(DATABASE),
        },
      ],
    },
    {
      title: 'PostgreSQL longest transaction',
      description: 'For how long the longest transaction has been open, by database; it may hold locks.',
      unit: units.Seconds,
      reads: ['pg_stat_activity_max_tx_duration'],
      queries: [
        {
          expression: `max by (service, datname) (${ofServices('pg_stat_activity_max_tx_duration')})`,
          legend: legendOf(DATABASE),
        },
      ],
    },
  ],
};
