import type { FindingTexts } from './index.ts';

/** What may be wrong with Grafana and Loki. */
export const GRAFANA_FINDINGS = {
  'grafana.unreachable': {
    what: 'Grafana at {url} does not answer: {trouble}.',
    why: 'It does not run, or listens elsewhere.',
    remedy: 'Start it (`npm run up`), or say where it is with --grafana URL.',
  },
  'grafana.other_program': {
    what: 'At {url} is no Grafana: {said}.',
    why: 'Another program has that port, or wants a login before it.',
    remedy: 'Say where Grafana is with --grafana URL.',
  },
  'grafana.database_failing': {
    what: 'Grafana at {url} cannot use its database: {said}.',
    why: 'Its disk is full, or not for the user that runs it.',
    remedy: 'Look at the volume of /var/lib/grafana, and at its log.',
  },
  'grafana.login_refused': {
    what: 'Grafana at {url} does not let us in: {status}.',
    why: 'The password or token is not its own.',
    remedy: 'Name a file with the token of a service account by --grafana-token-file.',
  },
  'grafana.data_source_missing': {
    what: 'Grafana has no data source {name}: its dashboards show nothing.',
    why: 'It reads other files than grafana/provisioning, or has not read them anew.',
    remedy: 'Give `npx goldwatch render`, mount grafana/provisioning, and start Grafana again.',
  },
  'grafana.data_source_failing': {
    what: 'The data source {name} of Grafana does not answer: {said}.',
    why: 'Its address is not right as Grafana sees it, or who is there does not run.',
    remedy: 'Start it, or correct its address under Connections > Data sources.',
  },
  'grafana.dashboards_missing': {
    what: 'Grafana lacks {number} of {all} dashboards: {titles}.',
    why: 'It reads other files than grafana/dashboards, or found a mistake in one.',
    remedy: 'Give `npx goldwatch render`, mount grafana/dashboards, and look at the log of Grafana.',
  },
  'loki.unreachable': {
    what: 'Loki at {url} does not answer: {trouble}.',
    why: 'It does not run: lines of {sources} are kept by nobody, and the dashboard of logs is empty.',
    remedy:
      'Start it with `--profile logs` of docker-compose.monitoring.yml, or say where it is with --loki URL.',
  },
  'loki.not_ready': {
    what: 'Loki at {url} is not ready: {said}',
    why: 'It has just started, or cannot use its disk.',
    remedy: 'Wait a minute; if it goes on, its log says why.',
  },
} as const satisfies Readonly<Record<string, FindingTexts>>;
