import type { FindingTexts } from './index.ts';

/** What may be wrong with the exporter, its sources and its mirror. */
export const EXPORTER_FINDINGS = {
  'exporter.unreachable': {
    what: 'The exporter at {url} does not answer: {trouble}.',
    why: 'It does not run, listens elsewhere, or the network keeps it from you.',
    remedy: 'Start it (`npm run up`, or `npx goldwatch serve`), or say where it is with --exporter URL.',
  },
  'exporter.certificate_refused': {
    what: 'The certificate of the exporter at {url} is not trusted: {trouble}.',
    why: 'Another authority has signed it, it is over, or it is for another name.',
    remedy:
      'Name its authority by `exporter.http_config.tls_config.ca_file` and its name by `server_name`; if it is over, renew `tls_server_config.cert_file`.',
  },
  'exporter.other_program': {
    what: 'At {url} is no exporter of goldwatch: {said}.',
    why: 'Another program has that port.',
    remedy:
      'Stop that program or change `exporter.listen`; or say where the exporter is with --exporter URL.',
  },
  'exporter.credentials_unreadable': {
    what: 'The exporter cannot be asked: {problem}',
    why: 'The file that holds what it lets in is not there, or is not for this user.',
    remedy:
      'Name a file that you can read by --token-file; in containers, `docker compose -f docker-compose.monitoring.yml logs secrets` says how to read it.',
  },
  'exporter.credentials_refused': {
    what: 'The exporter at {url} does not let us in: {status}.',
    why: 'The token or password is not its own, or it was changed since the exporter read it.',
    remedy:
      'Name the file with its token by --token-file, or `exporter.token_file` and `exporter.http_config` in monitoring.yml; then start the exporter again.',
  },
  'exporter.not_ready': {
    what: 'The exporter at {url} is not ready: {said}',
    why: 'Until every source has caught up, it answers no scrape: a smaller number would look like a counter that was reset.',
    remedy:
      'Wait: a gigabyte of logs takes it a minute or two. If it goes on, `GET /v1/status` names the source that is behind.',
  },
  'exporter.no_page': {
    what: 'The metrics of the exporter at {url} cannot be had: {said}.',
    why: 'It is too busy, or something between it and you answers in its place.',
    remedy: 'Ask again; its log says what it refuses. Give it more CPU, or find out who else scrapes it.',
  },
  'exporter.clock_skew': {
    what: 'The clock of the exporter is {seconds} s {direction} this one.',
    why: 'The time of one of the two hosts is not synchronised: ages, timestamps and signatures are wrong.',
    remedy: 'Look at the time synchronisation of both: `timedatectl`, `chronyc tracking`.',
  },
  'exporter.reload_failed': {
    what: 'The exporter refuses monitoring.yml, and goes on with the one before.',
    why: 'It had a mistake when the exporter was told to load it: what was changed is not in effect.',
    remedy:
      '`npx goldwatch check` says what is wrong and where; then `kill -HUP` the exporter, or POST /-/reload.',
  },
  'exporter.configuration_old': {
    what: 'The exporter runs on another monitoring.yml than {file}, which it read {when}.',
    why: 'The file was changed after that, or the exporter has another one.',
    remedy: '`kill -HUP` the exporter, or POST /-/reload; name the file that it has by --config.',
  },
  'exporter.source_down': {
    what: 'The source {source} does not work: {trouble} It last worked {when}.',
    why: 'What it reads is not there, does not answer, or may not be read by the user that runs the exporter.',
    remedy: 'Mend what the sentence names; the exporter tries again by itself.',
  },
  'exporter.source_stale': {
    what: 'The source {source} last worked {when}, and is to every {interval}.',
    why: 'It hangs, or the exporter does not get to it.',
    remedy: 'Its log may say why; give the exporter more CPU, or start it again.',
  },
  'exporter.no_lines': {
    what: 'The source {source} has not read a single line of {files}.',
    why: 'No file has that name, it is empty, or the application writes its log elsewhere: its middleware may not be registered.',
    remedy: 'Compare `files` in monitoring.yml with where the application logs, and make one request to it.',
  },
  'exporter.lines_rejected': {
    what: 'The source {source} could use {share} of its lines only: {reasons} were rejected.',
    why: 'Lines are not as `golden_signals` says: requests in them are counted by nobody.',
    remedy:
      'The log of the exporter shows the first line of each reason. Correct the fields under `golden_signals`, or leave other lines out with `files`.',
  },
  'exporter.series_near_limit': {
    what: 'The exporter holds {used} of {limit} series: new ones will be dropped.',
    why: 'Labels have many values, such as paths that no route matches.',
    remedy:
      'Raise `exporter.series_limit`, or give labels fewer values; /metrics in a browser says which metrics have most.',
  },
  'exporter.series_dropped': {
    what: 'The exporter has dropped {number} observations of {metrics} since it started: it counts too little.',
    why: 'There were more series than `exporter.series_limit` allows.',
    remedy: 'Raise `exporter.series_limit`, or give labels fewer values, and start the exporter again.',
  },
  'exporter.cpu_busy': {
    what: 'The exporter has used {share} of a CPU since it started.',
    why: 'It has much to read, or is scraped too often: monitoring takes CPU from what it watches.',
    remedy:
      'Raise `exporter.scrape_interval`, leave lines out with `min_level` or `sample` under `files`, or mirror less often with `mirror.cloudwatch.interval`.',
  },
  'exporter.mirror_down': {
    what: 'The mirror brings nothing to CloudWatch: {trouble}',
    why: 'Credentials, permissions, the region or the network keep it from there; what it has waits on disk.',
    remedy: 'See the checks of AWS below; the exporter sends all that waits by itself.',
  },
  'exporter.mirror_late': {
    what: 'Datums for CloudWatch have waited {age}: {number} of them.',
    why: 'CloudWatch takes fewer than come, or was not reached for a while: its alarms look at what is old.',
    remedy:
      'Look at the checks of AWS below; select less under `mirror.cloudwatch.select`, or raise `interval`.',
  },
  'exporter.mirror_in_doubt': {
    what: 'Of {number} requests to CloudWatch nobody knows whether they were processed; they are {policy}.',
    why: 'The connection broke before the answer came: with `in_doubt: resend` such datums may count twice, with `drop` not at all.',
    remedy:
      'Look at the network between the exporter and CloudWatch; `mirror.cloudwatch.in_doubt` says what is preferred.',
  },
  'exporter.mirror_dropped': {
    what: 'The mirror has dropped {number} datums since the exporter started ({reasons}): CloudWatch shows too little.',
    why: 'CloudWatch refused them, or more waited than `mirror.cloudwatch.spool_size` allows.',
    remedy: 'The log of the exporter names one of each reason.',
  },
  'exporter.mirror_over_budget': {
    what: 'The mirror has held back {number} datums beyond `mirror.cloudwatch.budget`: {metrics} of {limit} metrics are in use.',
    why: 'What is selected makes more metrics than it may: those that came last are not in CloudWatch.',
    remedy:
      'Raise `mirror.cloudwatch.budget`, or take `dimensions` away; `npx goldwatch check` says what each entry costs.',
  },
} as const satisfies Readonly<Record<string, FindingTexts>>;
