import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { loadDefinition } from '../definition/load.ts';
import { EXAMPLE_CREDENTIALS, startCloudWatch } from '../tests/cloudwatch_standin/standin.ts';
import { AwsClients } from './aws_clients.ts';

afterEach(() => vi.unstubAllEnvs());

/** Clients of a definition with these settings, and the stand-in that the environment names. */
async function clientsOf(mirror: string, cloudwatch: string) {
  const aws = await startCloudWatch({ region: 'eu-central-1' });
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', EXAMPLE_CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', EXAMPLE_CREDENTIALS.secretAccessKey);
  vi.stubEnv('AWS_REGION', 'us-west-2');
  const mirrored = `mirror: { cloudwatch: { namespace: Shop, select: [{ series: saturation_ratio }], ${mirror} } }`;
  const text = `service: { name: shop }\nsources: [{ type: container }]\n${mirrored}\n${cloudwatch}\n`;
  const clients = new AwsClients(loadDefinition(text, 'monitoring.yml', {}));
  onTestFinished(async () => {
    await clients.close();
    await aws.close();
  });
  return { aws, clients };
}

const operations = (aws: Awaited<ReturnType<typeof startCloudWatch>>) =>
  aws.requests.map(({ operation }) => operation);

test('every service is asked in the region of the mirror, where the environment says that it is', async () => {
  const { aws, clients } = await clientsOf('region: eu-central-1', '');
  await (await clients.sts()).send(new GetCallerIdentityCommand({}));
  await (await clients.cloudwatch()).send(new DescribeAlarmsCommand({}));

  expect(clients.region).toBe('eu-central-1');
  expect(operations(aws)).toEqual(['GetCallerIdentity', 'DescribeAlarms']);
});

test('the region of `cloudwatch` goes before that of the environment', async () => {
  const { clients } = await clientsOf('', 'cloudwatch: { region: eu-central-1 }');
  expect(await (await clients.sns()).config.region()).toBe('eu-central-1');
  const { clients: others } = await clientsOf('', '');
  expect(others.region).toBe(null);
  expect(await (await others.logs()).config.region()).toBe('us-west-2');
});

test('the role of the mirror is assumed', async () => {
  const { aws, clients } = await clientsOf(
    'region: eu-central-1, assume_role: "arn:aws:iam::123456789012:role/mirror"',
    '',
  );
  await (await clients.cloudwatch()).send(new DescribeAlarmsCommand({}));

  expect(operations(aws)).toEqual(['AssumeRole', 'DescribeAlarms']);
});

test('CloudWatch is asked at the endpoint of the mirror', async () => {
  const vpc = await startCloudWatch({ region: 'eu-central-1' });
  onTestFinished(() => vpc.close());
  const { aws, clients } = await clientsOf(`region: eu-central-1, endpoint: "${vpc.url}"`, '');
  await (await clients.sts()).send(new GetCallerIdentityCommand({}));
  await (await clients.cloudwatch()).send(new DescribeAlarmsCommand({}));

  expect([operations(aws), operations(vpc)]).toEqual([['GetCallerIdentity'], ['DescribeAlarms']]);
});
