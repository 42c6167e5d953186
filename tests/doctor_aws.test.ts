import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer as createPlainServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { stackTemplates } from '../cloudwatch/render.ts';
import { loadDefinition } from '../definition/load.ts';
import type { Exporter } from '../exporter/app.ts';
import { certificate } from '../exporter/web/testing_certificates.ts';
import {
  type CloudWatchStandIn,
  EXAMPLE_CREDENTIALS,
  startCloudWatch,
} from './cloudwatch_standin/standin.ts';
import { type Examined, examined, seen } from './doctor/examined.ts';
import { startTamperingProxy, type TamperingProxy, withSeries } from './doctor/tampering_proxy.ts';
import { freePort } from './support/ports.ts';
import { startServedExporter } from './support/served_exporter.ts';

const REGION = 'eu-central-1';
const LINE = '{"method":"GET","path":"/","status":200,"duration_ms":12}\n';

let directory: string;
let aws: CloudWatchStandIn;
let exporter: Exporter;
let proxy: TamperingProxy;
let written: string;
let places: readonly string[];
let templates: Awaited<ReturnType<typeof stackTemplates>>;

const definition = (listen: string, endpoint: string) => `
service: { name: shop, environment: production }
exporter: { listen: "${listen}" }
sources:
  - { type: logs, files: [logs/*.json], golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms } }
  - type: logs
    name: application
    files: [logs/*.json]
    metrics: [{ name: slow_total, type: counter, pattern: '{ $.duration_ms > 1000 }' }]
alerts: [HighErrorRate]
notify:
  email: { smarthost: "mail.example.com:587", from: a@example.com, to: { critical: [ops@example.com], warning: [dev@example.com] } }
  slack: { webhook_file: secrets/slack, channels: { critical: "#alerts" } }
mirror:
  cloudwatch:
    namespace: Shop/Api
    region: ${REGION}
    endpoint: ${endpoint}
    interval: 1s
    select: [{ series: goldwatch_series }]
cloudwatch:
  logs:
    groups: [{ name: /shop/api, retention: 30d, source: application }, { name: /shop/audit, retention: 400d }]
`;

beforeAll(async () => {
  aws = await startCloudWatch({ region: REGION });
  for (const [name, value] of Object.entries({
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: EXAMPLE_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: EXAMPLE_CREDENTIALS.secretAccessKey,
    AWS_CONFIG_FILE: '/nowhere/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
    AWS_EC2_METADATA_DISABLED: 'true',
  }))
    vi.stubEnv(name, value);
  directory = await mkdtemp(join(tmpdir(), 'goldwatch-doctor-'));
  written = definition(`127.0.0.1:${await freePort()}`, aws.url);
  await mkdir(join(directory, 'logs'));
  await mkdir(join(directory, 'secrets'));
  await writeFile(join(directory, 'secrets/slack'), 'https://hooks.example.com/services/T0/B0/hidden\n');
  await writeFile(join(directory, 'logs/a.json'), '');
  await writeFile(join(directory, 'monitoring.yml'), written);
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  places = ['--prometheus', nowhere, '--alertmanager', nowhere];
  templates = await stackTemplates(loadDefinition(written, 'monitoring.yml', {}), { validates: false });
  await deployed();
  exporter = await startServedExporter(directory);
  proxy = await startTamperingProxy(exporter.url);
  places = [...places, '--exporter', proxy.url];
  await appendFile(join(directory, 'logs/a.json'), LINE);
  await vi.waitFor(async () => expect((await look()).findings).toEqual({}), {
    timeout: 20_000,
    interval: 1_000,
  });
}, 90_000);
afterAll(async () => {
  await proxy?.stop();
  await exporter?.stop();
  await aws?.close();
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true, force: true });
});

/** Findings about AWS and the mirror only: there is nothing else here. */
async function look(): Promise<Examined> {
  const all = await examined(directory, places);
  const findings = Object.entries(all.findings).filter(([id]) => !/^(?:prometheus|alertmanager)\./.test(id));
  return { ...all, findings: Object.fromEntries(findings) };
}

/** Breaks something, looks, and mends it. */
async function broken(
  breaks: () => void | Promise<void>,
  mends: () => void | Promise<void>,
): Promise<Examined> {
  await breaks();
  try {
    return await look();
  } finally {
    await mends();
  }
}

/** With other variables of the environment. */
async function where(variables: Readonly<Record<string, string>>): Promise<Examined> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  try {
    return await look();
  } finally {
    for (const [name, value] of before) vi.stubEnv(name, value);
  }
}

/** With another definition. */
async function of(text: string): Promise<Examined> {
  const file = join(directory, 'monitoring.yml');
  const { findings, ...rest } = await broken(
    () => writeFile(file, text),
    () => writeFile(file, written),
  );
  const { 'exporter.configuration_old': _other, ...others } = findings;
  return { ...rest, findings: others };
}

describe('goldwatch doctor, of what is in AWS,', () => {
  test('finds nothing where all is as the definition says', async () => {
    const healthy = await look();

    expect(healthy.findings).toEqual({});
    expect(seen(healthy, 'aws.identity')).toBe('arn:aws:iam::123456789012:user/goldwatch in eu-central-1');
    expect(seen(healthy, 'aws.permissions')).toBe('11 of the needed actions are allowed');
    expect(seen(healthy, 'aws.saved_queries')).toMatch(/^all \d+ are as monitoring\.yml says$/);
    expect(seen(healthy, 'aws.left_behind')).toBe(
      'no alarm and no dashboard that monitoring.yml does not have',
    );
    expect(seen(healthy, 'aws.alarms')).toMatch(/^all \d are as monitoring\.yml says, 0 in ALARM$/);
    expect(seen(healthy, 'aws.metrics')).toMatch(/^\d of \d have data, the last \d+\w+ ago/);
  });

  test('changes nothing: it reads, and its one datum is refused', async () => {
    const before = aws.requests.length;
    const names = new Set(aws.received.map(({ metricName }) => metricName));
    await look();
    const asked = new Set(aws.requests.slice(before).map(({ operation }) => operation));

    expect(
      [...asked].filter(
        (operation) => !/^(?:|PutMetricData|(?:Get|List|Describe)\w+)$/.test(operation ?? ''),
      ),
    ).toEqual([]);
    expect(asked.has('GetSecretValue')).toBe(false);
    expect(names.has('GoldwatchDoctor')).toBe(false);
  });
});

describe('goldwatch doctor finds, of AWS,', () => {
  test('alarms that are missing, others, switched off, or have had no data for long', async () => {
    const [error, silent] = ['production-shop-HighErrorRate', 'production-shop-ExporterSilent'];
    const alarm = (name: string) => aws.account.alarms.find(name);
    const { findings } = await broken(() => {
      const properties = { ...alarm(error)?.properties, Threshold: 0.5, ActionsEnabled: false };
      aws.account.alarms.put('metric', error, properties);
      const exporterSilent = alarm(silent);
      if (exporterSilent !== undefined)
        exporterSilent.state = {
          ...exporterSilent.state,
          value: 'INSUFFICIENT_DATA',
          updatedAt: Date.now() - 7_200_000,
        };
    }, deployed);

    expect(findings).toEqual({
      'aws.alarms_differ': `Alarms are not what monitoring.yml says: ${error} (Threshold 0.5 in place of 0.05).`,
      'aws.alarm_actions_disabled': `The actions of alarms are switched off: ${error}.`,
      'aws.alarms_without_data': `Alarms have had no data for more than an hour: ${silent}.`,
    });
  });

  test('what was not deployed', async () => {
    const { account } = aws;
    const [name = ''] = account.dashboards.keys();
    const undeployed = await broken(() => {
      account.alarms.clear();
      account.dashboards.delete(name);
      account.topics.clear();
      account.secrets.clear();
      account.logGroups.clear();
      account.metricFilters.clear();
      account.queryDefinitions.clear();
    }, deployed);

    expect(undeployed.findings).toEqual({
      'aws.alarms_missing': expect.stringMatching(
        /^Not in CloudWatch, of \d+ alarms: production-shop-/,
      ) as string,
      'aws.dashboards_missing': `Not in CloudWatch, of 5 dashboards: ${name}.`,
      'aws.topic_missing':
        'The topic production-shop-critical is not there: nobody is told of alarms that are critical.\n' +
        'The topic production-shop-warning is not there: nobody is told of alarms that are warning.',
      'aws.secret_missing':
        'The secret production-shop/slack_webhook_url is not in Secrets Manager: nothing reaches Slack.',
      'aws.log_group_missing':
        'The log group /shop/api is not there: lines for it are lost.\n' +
        'The log group /shop/audit is not there: lines for it are lost.\n' +
        'The log group /aws/events/production-shop-alarms is not there: lines for it are lost.',
      'aws.saved_queries_differ': expect.stringMatching(
        /^Saved queries are not what monitoring\.yml says: production-shop\/Errors\/Recent errors of application is missing, /,
      ) as string,
    });
    expect(seen(undeployed, 'aws.metric_filters')).toBe(
      'not checked of /shop/api, since there is no such log group',
    );
  });

  test('what was changed by hand, and who has not confirmed', async () => {
    const { account } = aws;
    const [dashboard] = account.dashboards.values();
    const group = account.logGroups.get('/shop/api');
    const [[key, filter] = []] = account.metricFilters;
    const [query] = account.queryDefinitions.values();
    const critical = account.topics.all.find(({ name }) => name.endsWith('critical'));
    const { findings } = await broken(() => {
      if (dashboard !== undefined)
        account.dashboards.set(dashboard.name, { ...dashboard, body: '{"widgets":[]}' });
      if (group !== undefined)
        account.logGroups.set('/shop/api', {
          ...group,
          retentionDays: undefined,
          createdAt: Date.now() - 7_200_000,
          streams: new Map(),
        });
      if (query !== undefined)
        account.queryDefinitions.set(query.name, { ...query, query: 'fields @message' });
      if (key !== undefined && filter !== undefined)
        account.metricFilters.set(key, { ...filter, pattern: 'ERROR' });
      const [mail] = critical?.subscriptions.splice(0) ?? [];
      if (mail !== undefined) critical?.subscriptions.push({ ...mail, arn: null });
    }, deployed);

    expect(findings).toEqual({
      'aws.dashboards_differ': `Dashboards are not what monitoring.yml says: ${dashboard?.name}.`,
      'aws.subscriptions_missing': 'The topic production-shop-critical tells 1 of 2 who are to hear of it.',
      'aws.subscription_pending':
        'A subscription of production-shop-critical waits to be confirmed: ops@example.com.',
      'aws.log_group_retention': 'The log group /shop/api keeps lines for ever, not for 30 days.',
      'aws.log_group_silent': 'The log group /shop/api has got no line yet.',
      'aws.saved_queries_differ': `Saved queries are not what monitoring.yml says: ${query?.name} is another one.`,
      'aws.metric_filters_differ': expect.stringMatching(
        /^Metric filters are not what monitoring\.yml says: .*slow.* \(filterPattern ERROR in place of \{ \$\.duration_ms > 1000 \}\)\.$/,
      ) as string,
    });
  });

  test('log groups by what may be expected of them: requests within days, and of others a line in a month', async () => {
    const { account } = aws;
    const days = (number: number) => Date.now() - number * 86_400_000;
    const ages = (api: number, audit: number) =>
      broken(() => {
        account.logGroups.get('/shop/api')?.streams.set('one', days(api));
        account.logGroups.get('/shop/audit')?.streams.set('one', days(audit));
      }, deployed);
    const quiet = await ages(2.5, 29);
    const silent = await ages(4, 31);

    expect(quiet.findings).toEqual({});
    expect(silent.findings).toEqual({
      'aws.log_group_silent':
        'The log group /shop/api has got no line since 4d ago.\n' +
        'The log group /shop/audit has got no line since 31d ago.',
    });
  });

  test('what it has of removed alerts and services, and nothing of other definitions', async () => {
    const { account } = aws;
    const { alarms, dashboards } = account;
    const [dashboard] = dashboards.values();
    const of = (service: string) => [
      { Key: 'service', Value: service },
      { Key: 'environment', Value: 'production' },
      { Key: 'managed-by', Value: 'goldwatch' },
    ];
    const properties = alarms.find('production-shop-HighErrorRate')?.properties;
    const left = ['production-shop-till-HighErrorRate', 'production-shop-admin-HighErrorRate'];
    const others = ['production-shop-golden-signals-till', 'production-shop-admin-system-health'];
    const seenNow = await broken(
      () => {
        alarms.put('metric', left[0] ?? '', { ...properties, Tags: of('shop') });
        alarms.put('metric', left[1] ?? '', { ...properties, Tags: of('shop-admin') });
        account.owners.set(
          JSON.stringify(['AWS::CloudWatch::Alarm', left[0], undefined]),
          'production-shop-alarms-till',
        );
        for (const name of others) if (dashboard !== undefined) dashboards.set(name, { ...dashboard, name });
      },
      () => {
        alarms.clear();
        for (const name of others) dashboards.delete(name);
        return deployed();
      },
    );

    expect(seenNow.findings).toEqual({
      'aws.alarms_left_behind': `Alarms are in CloudWatch that monitoring.yml no longer has: ${left[0]}.`,
      'aws.dashboards_left_behind': `Dashboards are in CloudWatch that monitoring.yml no longer has: ${others[0]}.`,
    });
    expect(JSON.stringify(seenNow.report)).toContain(
      '`aws cloudformation delete-stack --stack-name production-shop-alarms-till`',
    );
  });

  test('each permission that is missing, and goes on with what is allowed', async () => {
    const denied = ['cloudwatch:DescribeAlarms', 'sns:ListSubscriptionsByTopic', 'logs:DescribeLogStreams'];
    const denying = await broken(
      () => aws.deny(denied),
      () => aws.deny([]),
    );

    const missing = denying.report.areas
      .flatMap(({ checks }) => checks.flatMap((check) => check.findings))
      .filter(({ id }) => id === 'aws.permission_missing');
    expect(missing.map(({ about }) => about.action).toSorted()).toEqual(denied.toSorted());
    expect(missing.find(({ about }) => about.action === 'cloudwatch:DescribeAlarms')).toMatchObject({
      text: expect.stringMatching(
        /^cloudwatch:DescribeAlarms is not allowed: User: .* is not authorized to perform: cloudwatch:DescribeAlarms/,
      ) as string,
      remedy: 'Allow cloudwatch:DescribeAlarms on * in a policy of arn:aws:iam::123456789012:user/goldwatch.',
    });
    expect(Object.keys(denying.findings)).toEqual(['aws.permission_missing']);
    expect(seen(denying, 'aws.log_groups')).toBe('all 3 are there; whether lines come is not known');
    expect(seen(denying, 'aws.alarms')).toBe(
      'not checked, since cloudwatch:DescribeAlarms does not answer: see permissions',
    );
  });

  test('a service that fails', async () => {
    const { findings } = await broken(
      () => aws.fail({ fault: 'InternalServiceError', times: 'always', operation: 'GetMetricData' }),
      () => aws.fail([]),
    );

    expect(findings).toEqual({
      'aws.call_failed':
        'cloudwatch:GetMetricData fails: Request processing has failed because of an unknown error, exception, or failure.',
    });
  });

  test('metrics that come no more', async () => {
    const client = new CloudWatchClient(aws.client);
    const Timestamp = new Date(Date.now() - 1_800_000);
    const MetricData = [{ MetricName: 'ExporterReady', Value: 1, Timestamp }];
    await client.send(new PutMetricDataCommand({ Namespace: 'Shop/Old', MetricData }));
    const { findings } = await of(written.replace('Shop/Api', 'Shop/Old'));

    expect(findings['aws.metrics_silent']).toMatch(
      /^No new datapoint, of \d mirrored metrics: ExporterReady \(3\dm ago\)\.$/,
    );
  });

  test('a namespace without metrics', async () => {
    const { findings } = await of(
      written.replace('Shop/Api', 'Shop/Other').replace(/\ncloudwatch:[\s\S]*$/, '\n'),
    );

    expect(findings).toEqual({ 'aws.no_metrics': 'CloudWatch has no metric in Shop/Other.' });
  });
});

describe('goldwatch doctor finds, of the way to AWS,', () => {
  test('credentials that are missing, expired, unknown, or wrong', async () => {
    const missing = await where({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' });
    const expired = await broken(
      () => aws.fail({ fault: 'ExpiredTokenException', times: 'always', operation: 'GetCallerIdentity' }),
      () => aws.fail([]),
    );
    const unknown = await where({ AWS_ACCESS_KEY_ID: 'AKIANOBODYKNOWSTHIS0' });
    const wrong = await where({ AWS_SECRET_ACCESS_KEY: 'not-the-secret-of-this-key' });

    expect(missing.findings['aws.credentials_missing']).toBe(
      'There are no credentials for AWS: Could not load credentials from any providers.',
    );
    expect(expired.findings['aws.credentials_expired']).toBe(
      'The credentials for AWS have expired: The security token included in the request is expired.',
    );
    expect(unknown.findings['aws.credentials_unknown']).toBe(
      'AWS does not know the credentials: The security token included in the request is invalid.',
    );
    expect(wrong.findings['aws.credentials_wrong']).toMatch(/^AWS refuses the signature: /);
    expect(JSON.stringify(wrong.report)).not.toContain('not-the-secret');
    expect(seen(wrong, 'aws.deployed')).toBe('not checked, since AWS does not let us in');
  });

  test('an AWS that does not say who we are', async () => {
    const { findings } = await broken(
      () => aws.fail({ fault: 'InternalServiceError', times: 'always', operation: 'GetCallerIdentity' }),
      () => aws.fail([]),
    );

    expect(findings).toEqual({
      'aws.identity_unknown':
        'AWS does not say who we are: Request processing has failed because of an unknown error, exception, or failure.',
    });
  });

  test('a proxy or another program that answers in the place of AWS', async () => {
    const other = await startTamperingProxy(aws.url);
    const answering = (status: number, text: string) => {
      other.tamper(() => ({ status, text }));
      return where({ AWS_ENDPOINT_URL_STS: other.url });
    };
    const html = await answering(200, '<html><body>Log in</body></html>');
    const moved = await answering(302, '');
    await other.stop();

    const said = 'AWS does not say who we are: what is there is not AWS, but a proxy or another program';
    expect(html.findings).toEqual({ 'aws.identity_unknown': `${said}.` });
    expect(moved.findings).toEqual({ 'aws.identity_unknown': `${said}: it answers 302.` });
  });

  test('a connection that takes long', async () => {
    const authority = await certificate(directory, 'slow_authority');
    const files = await certificate(directory, 'slow', authority);
    const before = getCACertificates();
    setDefaultCACertificates([...before, authority.cert]);
    const server = createServer({ cert: files.cert, key: files.key }, (socket) => socket.destroy());
    const door = createPlainServer(
      (socket) => void setTimeout(() => server.emit('connection', socket), 1_100),
    );
    door.listen(0, '127.0.0.1');
    await once(door, 'listening');
    const { port } = door.address() as AddressInfo;
    const { findings } = await where({ AWS_ENDPOINT_URL_SECRETS_MANAGER: `https://127.0.0.1:${port}` });
    setDefaultCACertificates(before);
    door.close();

    expect(findings['aws.slow']).toMatch(/^A connection to Secrets Manager at 127\.0\.0\.1 takes \d+s\.$/);
  });

  test('a role that cannot be assumed', async () => {
    const role = '\n    assume_role: arn:aws:iam::123456789012:role/mirror';
    aws.deny(['sts:AssumeRole']);
    const { findings } = await of(written.replace('\n    interval: 1s', `${role}\n    interval: 1s`));
    aws.deny([]);
    expect(findings['aws.role_refused']).toMatch(
      /^The role of `mirror\.cloudwatch\.assume_role` cannot be assumed: .*sts:AssumeRole/,
    );
  });

  test('a region that nobody has said', async () => {
    const { findings } = await of(written.replace(`    region: ${REGION}\n`, ''));

    expect(findings).toEqual({ 'aws.region_missing': 'Nobody says which region of AWS is meant.' });
  });

  test('hosts that are unknown, not reached, or not trusted', async () => {
    const closed = await freePort();
    const unknown = await where({ AWS_ENDPOINT_URL_STS: 'http://sts.nowhere.invalid' });
    const unreached = await where({ AWS_ENDPOINT_URL_SNS: `http://127.0.0.1:${closed}` });
    const files = await certificate(directory, 'authority');
    const server = createServer({ cert: files.cert, key: files.key });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const untrusted = await where({ AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: `https://127.0.0.1:${port}` });
    const exporterUntrusted = await examined(directory, [
      ...places,
      '--exporter',
      `https://127.0.0.1:${port}`,
    ]);
    server.close();

    expect(unknown.findings).toEqual({
      'aws.host_unknown':
        'The address of STS cannot be looked up (sts.nowhere.invalid): the name of its host is not known.',
    });
    expect(unreached.findings).toEqual({
      'aws.host_unreached': 'No connection to SNS comes about (127.0.0.1): nobody listens there.',
    });
    expect(untrusted.findings).toEqual({
      'aws.certificate_refused':
        'The certificate of CloudWatch Logs is not trusted (127.0.0.1): self-signed certificate.',
    });
    expect(exporterUntrusted.findings['exporter.certificate_refused']).toBe(
      `The certificate of the exporter at https://127.0.0.1:${port} is not trusted: self-signed certificate.`,
    );
    expect(seen(unknown, 'aws.identity')).toBe('not checked, since AWS is not reached');
  });

  test('a clock that is not that of AWS, which signatures need', async () => {
    const other = await startTamperingProxy(aws.url);
    other.tamper(() => ({ date: new Date(Date.now() + 600_000).toUTCString() }));
    const skewed = await where({ AWS_ENDPOINT_URL_STS: other.url });
    await other.stop();

    expect(skewed.findings['aws.clock_skew']).toMatch(
      /^The clock of this host is (?:599|600|601) s behind that of AWS\.$/,
    );
  });
});

describe('goldwatch doctor finds, of the mirror,', () => {
  test('what waits, is in doubt, was dropped, or is beyond the budget', async () => {
    proxy.tamper(({ text }, path) => {
      if (path !== '/metrics') return {};
      const series = {
        goldwatch_mirror_spool_age_seconds: 600,
        goldwatch_mirror_spool_datums: 12,
        goldwatch_mirror_in_doubt_total: 2,
        'goldwatch_mirror_datums_dropped_total{reason="too_old"}': 5,
        'goldwatch_mirror_datums_refused_total{reason="over_budget"}': 7,
        goldwatch_mirror_metrics: 100,
        goldwatch_mirror_metrics_limit: 100,
      };
      return {
        text: Object.entries(series).reduce((page, [name, value]) => withSeries(page, name, value), text),
      };
    });
    const { findings } = await look();
    proxy.tamper(undefined);

    expect(findings).toEqual({
      'exporter.mirror_late': 'Datums for CloudWatch have waited 10m: 12 of them.',
      'exporter.mirror_dropped':
        'The mirror has dropped 5 datums since the exporter started (5 too_old): CloudWatch shows too little.',
      'exporter.mirror_over_budget':
        'The mirror has held back 7 datums beyond `mirror.cloudwatch.budget`: 100 of 100 metrics are in use.',
      'exporter.mirror_in_doubt':
        'Of 2 requests to CloudWatch nobody knows whether they were processed; they are sent again.',
    });
  });

  test('that it is let send nothing, as a datum tells that would be refused anyway', async () => {
    aws.deny(['cloudwatch:PutMetricData']);
    const { findings } = await vi.waitFor(
      async () => {
        const seenNow = await look();
        expect(seenNow.findings).toHaveProperty(['exporter.mirror_down']);
        return seenNow;
      },
      { timeout: 15_000, interval: 500 },
    );
    aws.deny([]);

    expect(findings).toEqual({
      'exporter.mirror_down': expect.stringMatching(
        /^The mirror brings nothing to CloudWatch: status 403, AccessDenied: User: /,
      ) as string,
      'aws.permission_missing': expect.stringMatching(
        /^cloudwatch:PutMetricData is not allowed: User: /,
      ) as string,
    });
  });
});

async function deployed(): Promise<void> {
  const { account } = aws;
  account.secrets.set('production-shop/slack_webhook_url', {
    name: 'production-shop/slack_webhook_url',
    arn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:production-shop/slack_webhook_url-AbCdEf',
    value: 'https://hooks.example.com/services/T0/B0/hidden',
    createdAt: Date.now(),
  });
  for (const { template, stackName } of templates) aws.deploy(template, stackName);
  account.topics.confirmAll();
  for (const name of ['/shop/api', '/shop/audit'])
    account.logGroups.get(name)?.streams.set('one', Date.now());
  for (const alarm of account.alarms.all) {
    const {
      kind,
      properties: { ActionsEnabled: _switch, ...properties },
      name,
    } = alarm;
    account.alarms.put(kind, name, properties);
    if (kind === 'metric') account.alarms.settle(alarm, 'OK', 'The test says so.');
  }
}
