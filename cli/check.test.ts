import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from '../tests/support/process.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { runHere } from './testing/run_here.ts';

/** What `goldwatch check` says of a definition. */
async function check(definition: string, directory?: string) {
  const where = directory ?? (await temporaryDirectory());
  await writeFile(join(where, 'monitoring.yml'), definition);
  return await runHere(['check'], where);
}

test('the definition of the repository is right', async () => {
  expect(await runHere(['check'], PROJECT)).toEqual({
    status: 0,
    stdout: `monitoring.yml is right: 2 sources, 2 objectives, 5 alerts.

SOURCE     TYPE       SERVICE
logs       logs       demo-api
container  container  demo-api

OBJECTIVE     SERVICE   TARGET         OVER  PAGES WHEN BURNING           TICKET WHEN BURNING
availability  demo-api  99.9% not 5xx  30d   14.4x over 1h or 6x over 6h  3x over 1d or 1x over 3d
latency       demo-api  95% within 2s  30d   14.4x over 1h or 6x over 6h  3x over 1d or 1x over 3d

ALERT          SEVERITY  FIRES WHEN                 FOR
ApiDown        critical  error ratio > 90% over 1m  2m
HighErrorRate  warning   error ratio > 5% over 5m   5m
HighLatency    warning   p95 latency > 2s over 5m   5m
HighMemory     warning   memory > 80%               10m
HighCpu        warning   cpu > 80%                  10m

Nobody is notified: alerts reach the log of the exporter only. See \`notify\` in monitoring.yml.
`,
    stderr: '',
  });
});

test('every form of alert reads in one line, with the service that it is about', async () => {
  const { stdout } = await check(`
service: { name: api }
sources: [{ type: container, name: host, service: batch }]
alerts:
  - { name: AllErrors, severity: critical, signal: error_ratio, above: 0.5%, window: 90s, summary: S. }
  - { name: ItsErrors, severity: critical, signal: error_ratio, service: batch, above: 99%, summary: S. }
  - { name: ItsLatency, severity: info, signal: latency, service: batch, quantile: 0.999, above: 1500ms, summary: S. }
  - { name: MuchTraffic, severity: info, signal: traffic, above: 1000, summary: S. }
  - { name: LittleTraffic, severity: info, signal: traffic, service: batch, below: 0.5, for: 1h, summary: S. }
  - { name: ItsDisk, severity: warning, signal: saturation, service: batch, resource: disk, above: 80%, summary: S. }
  - { name: Expression, severity: info, promql: up, below: -1.5, summary: S. }
  - name: LongExpression
    severity: info
    summary: S.
    above: 3
    promql: |
      # Requests that were refused
      sum by (service) (rate(http_requests_total{status="429"}[5m]))
        or vector(0)
`);

  expect(stdout).toBe(`monitoring.yml is right: 1 source, 8 alerts.

SOURCE  TYPE       SERVICE
host    container  batch

ALERT           SEVERITY  FIRES WHEN                                                        FOR
AllErrors       critical  error ratio > 0.5% over 90s                                       5m
ItsErrors       critical  error ratio of batch > 99% over 5m                                5m
ItsLatency      info      p99.9 latency of batch > 1500ms over 5m                           5m
MuchTraffic     info      requests/s > 1000 over 5m                                         5m
LittleTraffic   info      requests/s of batch < 0.5 over 5m                                 1h
ItsDisk         warning   disk of batch > 80%                                               5m
Expression      info      up < -1.5                                                         5m
LongExpression  info      # Requests that were refused sum by (service) (rate(http_re… > 3  5m

Whether Prometheus takes the expressions and templates in it is not known: promtool is not on the PATH.
Nobody is notified: alerts reach the log of the exporter only. See \`notify\` in monitoring.yml.
`);
});

test('a definition without sources and alerts is right, and is not dressed up', async () => {
  expect(await check('service: { name: api }')).toEqual({
    status: 0,
    stdout:
      'monitoring.yml is right: 0 sources, 0 alerts.\n\nNobody is notified: alerts reach the log of the exporter only. See `notify` in monitoring.yml.\n',
    stderr: '',
  });
});

test('five different mistakes are shown at once, each at its place', async () => {
  const outcome = await check(`service:
  name: api
  ownr: platform
sources:
  - { type: log, files: [a.json] }
alerts:
  - name: HighErrorRate
    severity: urgent
    signal: error_ratio
    above: 5
    summary: Too many requests fail.
  - { name: Watchdog, severity: info, promql: up, above: 1, summary: S. }
`);

  expect(outcome).toEqual({
    status: 1,
    stdout: '',
    stderr: `monitoring.yml:3:3: unknown key "ownr" in service
  3 |   ownr: platform
    |   ^^^^
  expected one of name, environment, owner or runbooks
  did you mean "owner"?

monitoring.yml:5:13: sources[0].type is unknown
  5 |   - { type: log, files: [a.json] }
    |             ^^^
  expected one of logs, container, events, llm, deployments or scrape
  did you mean "logs"?

monitoring.yml:8:15: alerts[0].severity is unknown
  8 |     severity: urgent
    |               ^^^^^^
  expected one of critical, warning or info

monitoring.yml:10:12: alerts[0].above is a number
  10 |     above: 5
     |            ^
  expected a percentage such as "5%" or "99.9%"

monitoring.yml:12:13: "Watchdog" is an alert that goldwatch has itself
  12 |   - { name: Watchdog, severity: info, promql: up, above: 1, summary: S. }
     |             ^^^^^^^^
  expected another name

5 mistakes in monitoring.yml
`,
  });
});
