import type { FindingTexts } from './index.ts';

/** What may be wrong with Prometheus. */
export const PROMETHEUS_FINDINGS = {
  'prometheus.unreachable': {
    what: 'Prometheus at {url} does not answer: {trouble}.',
    why: 'It does not run, listens elsewhere, or the network keeps it from you: nobody evaluates an alert.',
    remedy: 'Start it (`npm run up`), or say where it is with --prometheus URL.',
  },
  'prometheus.other_program': {
    what: 'At {url} is no Prometheus: {said}.',
    why: 'Another program has that port, or wants a login before it.',
    remedy: 'Say where Prometheus is with --prometheus URL.',
  },
  'prometheus.not_ready': {
    what: 'Prometheus at {url} is not ready: {said}',
    why: 'It reads its write-ahead log after a start, which may take minutes.',
    remedy: 'Wait; if it goes on, its log says why.',
  },
  'prometheus.api_failing': {
    what: 'Prometheus at {url} does not say {what}: {trouble}.',
    why: 'It is too busy to answer, or something between it and you answers in its place.',
    remedy: 'Ask again with a longer --timeout; or say where it answers itself with --prometheus URL.',
  },
  'prometheus.too_old': {
    what: 'Prometheus {version} is older than 2.42, for which rules are rendered.',
    why: 'It may refuse fields and functions that it does not know.',
    remedy: 'Take the image of docker-compose.monitoring.yml, or a Prometheus of Debian 12 or later.',
  },
  'prometheus.reload_failed': {
    what: 'Prometheus refuses its configuration, and goes on with the one before.',
    why: 'prometheus.yml or a file of rules was not right when it was told to load them.',
    remedy: 'Give `npx goldwatch render`, and reload it; its log names the file and the line.',
  },
  'prometheus.target_down': {
    what: 'Prometheus cannot scrape {job} at {instance}: {error}.',
    why: 'It does not run, its address is wrong, or it does not let Prometheus in: its signals and their alerts are blind.',
    remedy:
      'Start {job} where Prometheus looks for it, or correct its address in monitoring.yml and give `npx goldwatch render`.',
  },
  'prometheus.job_missing': {
    what: 'Prometheus has no target of the job {job}.',
    why: 'Its prometheus.yml is not the rendered one, or service discovery finds nobody.',
    remedy:
      'Give `npx goldwatch render`, and reload Prometheus; Status > Service discovery says what it finds.',
  },
  'prometheus.scrape_slow': {
    what: 'A scrape of {job} at {instance} takes {duration} of the {timeout} that it may.',
    why: 'The page is large, or whoever serves it is busy: one that takes longer is lost.',
    remedy: 'Give it more CPU, fewer series, or a longer `timeout` under its source in monitoring.yml.',
  },
  'prometheus.rules_differ': {
    what: 'Prometheus does not have the rules that {file} says: {differences}.',
    why: 'It was not told of what was rendered last, or reads other files.',
    remedy:
      'Give `npx goldwatch render` and reload Prometheus (`kill -HUP`); in containers it takes new files within a minute, and `npm run up` renders when it starts.',
  },
  'prometheus.rule_failing': {
    what: 'Prometheus cannot evaluate {rule}: {error}.',
    why: 'Series are not as the expression expects them, such as several of one label set.',
    remedy: 'Correct it in monitoring.yml, give `npx goldwatch render`, and reload Prometheus.',
  },
  'prometheus.clock_skew': {
    what: 'The clock of Prometheus is {seconds} s {direction} that of {other}.',
    why: 'The time of one of the two hosts is not synchronised: ages and alerts are wrong, and samples may be refused.',
    remedy: 'Look at the time synchronisation of both: `timedatectl`, `chronyc tracking`.',
  },
  'prometheus.samples_refused': {
    what: 'Prometheus has refused {number} samples since it started: {reasons}.',
    why: 'Two targets send one series, or timestamps run backwards: what was refused is missing.',
    remedy:
      'Its log names the series at level debug; scrape each target once, and give services different names.',
  },
  'prometheus.no_alertmanager': {
    what: 'Prometheus at {url} sends its alerts to nobody.',
    why: 'It finds no Alertmanager at the addresses in prometheus.yml.',
    remedy: 'Start Alertmanager, and compare `alerting` in prometheus.yml with where it listens.',
  },
} as const satisfies Readonly<Record<string, FindingTexts>>;
