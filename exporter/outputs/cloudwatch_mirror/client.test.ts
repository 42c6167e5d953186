import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  type CloudWatchStandIn,
  EXAMPLE_CREDENTIALS,
  startCloudWatch,
} from '../../../tests/cloudwatch_standin/standin.ts';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import { Client, type ClientTimes, type Destination } from './client.ts';
import { wireDatum } from './requests.ts';
import { datum, wireDatums } from './testing/datums.ts';

const NEVER = new AbortController().signal;
const TIMES: ClientTimes = { connectMs: 500, requestMs: 1000 };

/** Nothing but what a test says is in the environment that the SDK looks at. */
function environment(variables: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  // Else the SDK asks the machine's own metadata service.
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('HOME', '/nowhere');
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

function withCredentials(): void {
  environment({
    AWS_ACCESS_KEY_ID: EXAMPLE_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: EXAMPLE_CREDENTIALS.secretAccessKey,
  });
}

async function standIn(): Promise<CloudWatchStandIn> {
  const started = await startCloudWatch();
  onTestFinished(() => started.close());
  return started;
}

function clientFor(endpoint: string, more: Partial<Destination> = {}, times: ClientTimes = TIMES): Client {
  const client = new Client({ namespace: 'test', region: 'us-east-1', endpoint, ...more }, times);
  onTestFinished(() => client.close());
  return client;
}

async function answering(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('datums arrive as they are, gzipped where that is worth it', async () => {
  withCredentials();
  const aws = await standIn();
  const client = clientFor(aws.url);
  const timestamp = Math.floor(Date.now() / 60_000) * 60_000;
  const histogram = datum('h', {
    timestamp,
    unit: 'Seconds',
    values: [0.5, 2],
    counts: [3, 1],
    resolution: 1,
  });
  const { outcome, bytes, awsTime } = await client.put(
    [wireDatum(histogram), ...wireDatums(0, 200, { timestamp })],
    NEVER,
  );
  expect(outcome).toEqual({ kind: 'accepted' });
  expect(aws.requests).toMatchObject([{ gzip: true, bytes, datums: 201, outcome: 'accepted' }]);
  expect(Math.abs((awsTime ?? 0) - Date.now())).toBeLessThan(60_000);
  expect(aws.received[0]).toMatchObject({
    namespace: 'test',
    metricName: 'h',
    dimensions: { service: 'shop' },
    timestamp,
    unit: 'Seconds',
    storageResolution: 1,
    values: [0.5, 2],
    counts: [3, 1],
  });
});

test.each([
  ['InternalServiceError', 'in_doubt', 0],
  ['ServiceUnavailable', 'in_doubt', 0],
  ['Throttling', 'throttled', 0],
  ['InvalidClientTokenId', 'credentials', 0],
  ['ExpiredTokenException', 'credentials', 0],
  ['AccessDenied', 'denied', 0],
  ['close-before', 'in_doubt', 0],
  ['close-after', 'in_doubt', 1],
  ['hang', 'in_doubt', 0],
  ['hang-after', 'in_doubt', 1],
] as const)('%s is %s, and the next request goes through', async (fault, kind, received) => {
  withCredentials();
  const aws = await standIn();
  const client = clientFor(aws.url);
  aws.fail([fault]);
  const { outcome } = await client.put(wireDatums(0, 1), NEVER);
  expect(outcome.kind).toBe(kind);
  expect(aws.received).toHaveLength(received);
  expect((await client.put(wireDatums(1, 1), NEVER)).outcome).toEqual({ kind: 'accepted' });
  expect(aws.requests).toHaveLength(2);
});

test('a refusal says in the words of AWS what is wrong with which datum', async () => {
  withCredentials();
  const aws = await standIn();
  const items = [...wireDatums(0, 1), ...wireDatums(1, 1, { timestamp: 0 })];
  const { outcome } = await clientFor(aws.url).put(items, NEVER);
  expect(outcome).toEqual({
    kind: 'refused',
    culprit: 1,
    why: expect.stringMatching(/^InvalidParameterValueException: .*MetricData\.member\.2\.Timestamp/),
  });
});

test.each([
  ['nobody listens', 'http://127.0.0.1:1', 'Error: connect ECONNREFUSED 127.0.0.1:1'],
  ['the name is not known', 'http://nowhere.invalid', 'Error: getaddrinfo ENOTFOUND nowhere.invalid'],
])('where %s, nobody was reached', async (_name, endpoint, why) => {
  withCredentials();
  expect((await clientFor(endpoint).put(wireDatums(0, 1), NEVER)).outcome).toEqual({
    kind: 'unreached',
    why,
  });
});

test('where TLS does not come about, nobody was reached', async () => {
  withCredentials();
  const aws = await standIn();
  const { outcome } = await clientFor(aws.url.replace('http:', 'https:')).put(wireDatums(0, 1), NEVER);
  expect(outcome).toMatchObject({ kind: 'unreached', why: expect.stringContaining('EPROTO') });
});

test('where the beginning of TLS is never answered, nobody was reached', async () => {
  withCredentials();
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  const { outcome } = await clientFor(`https://127.0.0.1:${port}`).put(wireDatums(0, 1), NEVER);
  expect(outcome).toEqual({ kind: 'unreached', why: 'Error: no answer within 1 s' });
});

test('a kept connection that the other side has closed leaves a doubt only where the request was on it', async () => {
  withCredentials();
  const aws = await standIn();
  const client = clientFor(aws.url);
  await client.put(wireDatums(0, 1), NEVER);
  aws.fail(['close-before']);
  expect((await client.put(wireDatums(1, 1), NEVER)).outcome.kind).toBe('in_doubt');
  expect((await client.put(wireDatums(2, 1), NEVER)).outcome.kind).toBe('accepted');
});

test('an answer that takes longer than a connection is kept is waited for', async () => {
  withCredentials();
  const aws = await standIn();
  const client = clientFor(aws.url, {}, { connectMs: 500, requestMs: 15_000 });
  aws.fail([{ fault: 'slow', delayMs: 5000 }]);
  expect((await client.put(wireDatums(0, 1), NEVER)).outcome).toEqual({ kind: 'accepted' });
});

test('an answer that ends before its end is an answer, since AWS gives it when it has the datums', async () => {
  withCredentials();
  const url = await answering((_request, response) => {
    response.writeHead(200, { 'content-length': 100, 'x-amzn-requestid': 'r-1' });
    response.write('{', () => response.destroy());
  });
  expect((await clientFor(url).put(wireDatums(0, 1), NEVER)).outcome).toEqual({ kind: 'accepted' });
});

test('a page of somebody else is no acceptance', async () => {
  withCredentials();
  const url = await answering((_request, response) => response.end('<html>Welcome to the airport</html>'));
  expect((await clientFor(url).put(wireDatums(0, 1), NEVER)).outcome).toEqual({
    kind: 'denied',
    why: 'what answered is not CloudWatch, for the answer has no x-amzn-requestid',
  });
});

test('a request that is broken off while AWS has it is in doubt', async () => {
  withCredentials();
  const aws = await standIn();
  aws.fail(['hang-after']);
  const breakOff = new AbortController();
  const sending = clientFor(aws.url, {}, { connectMs: 500, requestMs: 60_000 }).put(
    wireDatums(0, 1),
    breakOff.signal,
  );
  await vi.waitFor(() => expect(aws.received).toHaveLength(1));
  breakOff.abort();
  expect((await sending).outcome).toEqual({ kind: 'in_doubt', why: 'Error: goldwatch stops' });
});

test('without credentials it says so, and finds them in a file that is written later', async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'aws'));
  const file = join(directory, 'aws', 'credentials');
  environment({ AWS_SHARED_CREDENTIALS_FILE: file, AWS_CONFIG_FILE: join(directory, 'aws', 'config') });
  const aws = await standIn();
  const client = clientFor(aws.url);
  expect((await client.put(wireDatums(0, 1), NEVER)).outcome).toEqual({
    kind: 'credentials',
    why: 'CredentialsProviderError: Could not load credentials from any providers',
  });
  const { accessKeyId, secretAccessKey } = EXAMPLE_CREDENTIALS;
  const lines = (key: string) =>
    `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${key}\n`;
  await writeFile(file, lines('wrong'));
  expect((await client.put(wireDatums(1, 1), NEVER)).outcome.kind).toBe('credentials');
  await writeFile(file, lines(secretAccessKey));
  expect((await client.put(wireDatums(2, 1), NEVER)).outcome).toEqual({ kind: 'accepted' });
});

test('a profile has the credentials and the region that its files give it', async () => {
  const directory = await temporaryDirectory();
  const [credentials, config] = [join(directory, 'credentials'), join(directory, 'config')];
  const { accessKeyId, secretAccessKey } = EXAMPLE_CREDENTIALS;
  await writeFile(
    credentials,
    `[metrics]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  await writeFile(config, '[profile metrics]\nregion = eu-central-1\n');
  environment({ AWS_SHARED_CREDENTIALS_FILE: credentials, AWS_CONFIG_FILE: config });
  const aws = await startCloudWatch({ region: 'eu-central-1' });
  onTestFinished(() => aws.close());
  const client = new Client({ namespace: 'test', endpoint: aws.url, profile: 'metrics' }, TIMES);
  onTestFinished(() => client.close());
  expect((await client.put(wireDatums(0, 1), NEVER)).outcome).toEqual({ kind: 'accepted' });
});

test('a role is assumed with the credentials that there are, and its own sign the request', async () => {
  environment({ AWS_ACCESS_KEY_ID: 'AKIASOURCE', AWS_SECRET_ACCESS_KEY: 'source' });
  const { accessKeyId, secretAccessKey } = EXAMPLE_CREDENTIALS;
  const asked: string[] = [];
  const sts = await answering((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      asked.push(
        `${request.headers.authorization?.slice(0, 39)} ${new URLSearchParams(body).get('RoleArn')}`,
      );
      response.setHeader('content-type', 'text/xml');
      response.end(
        '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>' +
          `<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>` +
          '<SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>',
      );
    });
  });
  vi.stubEnv('AWS_ENDPOINT_URL_STS', sts);
  const aws = await startCloudWatch({ credentials: { ...EXAMPLE_CREDENTIALS, sessionToken: 't' } });
  onTestFinished(() => aws.close());
  const client = clientFor(aws.url, { assumeRole: 'arn:aws:iam::123456789012:role/mirror' });
  expect((await client.put(wireDatums(0, 1), NEVER)).outcome).toEqual({ kind: 'accepted' });
  expect((await client.put(wireDatums(1, 1), NEVER)).outcome).toEqual({ kind: 'accepted' });
  expect(asked).toEqual(['AWS4-HMAC-SHA256 Credential=AKIASOURCE/ arn:aws:iam::123456789012:role/mirror']);
});

test('a role that cannot be assumed is credentials trouble', async () => {
  withCredentials();
  vi.stubEnv('AWS_ENDPOINT_URL_STS', 'http://127.0.0.1:1');
  const aws = await standIn();
  const client = clientFor(aws.url, { assumeRole: 'arn:aws:iam::123456789012:role/mirror' });
  const { outcome } = await client.put(wireDatums(0, 1), NEVER);
  expect(outcome).toEqual({ kind: 'credentials', why: 'Error: connect ECONNREFUSED 127.0.0.1:1' });
  expect(aws.requests).toEqual([]);
});

test('without a region it says so', async () => {
  withCredentials();
  const client = new Client({ namespace: 'test', endpoint: 'http://127.0.0.1:1' }, TIMES);
  onTestFinished(() => client.close());
  expect((await client.put(wireDatums(0, 1), NEVER)).outcome).toEqual({
    kind: 'credentials',
    why: 'Error: Region is missing',
  });
});
