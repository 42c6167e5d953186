import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Loaded } from '../arguments.ts';
import { type Check, judged, skipped } from './check.ts';
import { asking, type Context } from './context.ts';
import { type Finding, finding } from './finding.ts';
import { probe, unanswered } from './probe.ts';
import { clockOf, inWords, skewOf, skewWords } from './times.ts';

export const ENDPOINTS = { id: 'aws.endpoints', name: 'endpoints' };
export const CLOCK = { id: 'aws.clock', name: 'clock' };

/** What is slower will often run out of time. */
const SLOW_MS = 1_000;
const DATE_RESOLUTION_MS = 1_000;

/** A service of AWS, and where the SDK would ask it. */
export interface Endpoint {
  readonly service: string;
  readonly url: URL;
}

/** Nobody's: where a service is asked does not depend on who asks, and is to be known without credentials. */
const NOBODY = { accessKeyId: 'nobody', secretAccessKey: 'nobody' };

/** Where the SDK would ask each service. Nothing is sent. */
export async function endpointsOf({ definition }: Loaded, region: string): Promise<Endpoint[]> {
  const { profile, endpoint } = definition.mirror.cloudwatch ?? {};
  const settings = { region, credentials: NOBODY, ...(profile !== undefined && { profile }) };
  const sts = await import('@aws-sdk/client-sts');
  const cloudwatch = await import('@aws-sdk/client-cloudwatch');
  const caller = new sts.GetCallerIdentityCommand();
  const dashboards = new cloudwatch.ListDashboardsCommand();
  const monitoring = { ...settings, ...(endpoint !== undefined && { endpoint }) };
  const first = [
    await destinationOf('STS', caller, () => new sts.STSClient(settings).send(caller)),
    await destinationOf('CloudWatch', dashboards, () =>
      new cloudwatch.CloudWatchClient(monitoring).send(dashboards),
    ),
  ];
  if (definition.cloudwatch === undefined) return first;
  const logs = await import('@aws-sdk/client-cloudwatch-logs');
  const sns = await import('@aws-sdk/client-sns');
  const manager = await import('@aws-sdk/client-secrets-manager');
  const groups = new logs.DescribeLogGroupsCommand();
  const topics = new sns.ListTopicsCommand();
  const secrets = new manager.ListSecretsCommand();
  return [
    ...first,
    await destinationOf('CloudWatch Logs', groups, () =>
      new logs.CloudWatchLogsClient(settings).send(groups),
    ),
    await destinationOf('SNS', topics, () => new sns.SNSClient(settings).send(topics)),
    await destinationOf('Secrets Manager', secrets, () =>
      new manager.SecretsManagerClient(settings).send(secrets),
    ),
  ];
}

interface Addable {
  readonly middlewareStack: {
    add(
      middleware: () => (args: { readonly request: unknown }) => never,
      options: { readonly step: 'build' },
    ): void;
  };
}

/** Where a command would go: it is stopped once the SDK has made a request of it, before it is signed or sent. */
async function destinationOf(
  service: string,
  command: object,
  send: () => Promise<unknown>,
): Promise<Endpoint> {
  let found: URL | null = null;
  const stopped = new Error('stopped before it was sent');
  (command as Addable).middlewareStack.add(
    () =>
      ({ request }) => {
        const { protocol, hostname, port } = request as { protocol: string; hostname: string; port?: number };
        found = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`);
        throw stopped;
      },
    { step: 'build' },
  );
  await send().catch((error: unknown) => {
    if (error !== stopped) throw error;
  });
  if (found === null) throw stopped;
  return { service, url: found };
}

/** A connection that did not come about. */
interface Unreached {
  readonly id: 'aws.host_unknown' | 'aws.host_unreached' | 'aws.certificate_refused';
  readonly service: string;
  readonly host: string;
  readonly port: string;
  readonly trouble: string;
}

/** Whether each endpoint is reached, and how fast: names, connections and certificates told apart. */
export async function endpointsCheck(context: Context, endpoints: readonly Endpoint[]): Promise<Check> {
  const seen = await Promise.all(endpoints.map((endpoint) => reached(endpoint, context)));
  const unreached = seen.flatMap((one) => (typeof one === 'number' ? [] : [one]));
  // What keeps us from one of them mostly keeps us from all.
  const alike = Map.groupBy(unreached, ({ id, trouble }) => `${id} ${trouble}`);
  const slow = endpoints.flatMap(({ service, url: { hostname: host } }, index): Finding[] => {
    const took = seen[index];
    return typeof took === 'number' && took > SLOW_MS
      ? [finding('aws.slow', { service, host, time: inWords(took) })]
      : [];
  });
  const detail = endpoints.map(({ service }, index) => `${service} in ${inWords(Number(seen[index]))}`);
  return judged(ENDPOINTS, [...[...alike.values()].flatMap(together), ...slow], detail.join(', '));
}

function together(unreached: readonly Unreached[]): Finding[] {
  const [first] = unreached;
  if (first === undefined) return [];
  const { id, host, port, trouble } = first;
  const service = unreached.map((one) => one.service).join(', ');
  const hosts = [...new Set(unreached.map((one) => one.host))].join(', ');
  return [finding(id, { service, hosts, host, port, trouble })];
}

/** Milliseconds until there was a connection, or why there is none. */
async function reached({ service, url }: Endpoint, context: Context): Promise<number | Unreached> {
  const { hostname: host } = url;
  const isTls = url.protocol === 'https:';
  const port = Number(url.port || (isTls ? 443 : 80));
  const within = AbortSignal.any([context.signal, AbortSignal.timeout(context.timeoutMs)]);
  const begun = performance.now();
  let isConnected = false;
  try {
    const { address } = await Promise.race([lookup(host.replace(/^\[|\]$/g, '')), aborted(within)]);
    await opened(connectPlain({ host: address, port }), 'connect', within);
    isConnected = true;
    const name = isIP(host) === 0 ? { servername: host } : {};
    if (isTls) await opened(connectTls({ host: address, port, ...name }), 'secureConnect', within);
  } catch (error) {
    context.signal.throwIfAborted();
    const { cause, trouble } = unanswered(error, context.timeoutMs);
    const id = isConnected ? 'aws.certificate_refused' : 'aws.host_unreached';
    return { id: cause === 'name' ? 'aws.host_unknown' : id, service, host, port: String(port), trouble };
  }
  return performance.now() - begun;
}

async function opened(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
): Promise<void> {
  try {
    await Promise.race([once(socket, event), aborted(signal)]);
  } finally {
    socket.on('error', () => {});
    socket.destroy();
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

/** Whether the clock of this host is that of AWS, by what AWS answers to anybody. */
export async function clockCheck(context: Context, [endpoint]: readonly Endpoint[]): Promise<Check> {
  if (endpoint === undefined) return skipped(CLOCK, 'nobody was asked');
  const answer = await probe(endpoint.url.href, asking(context));
  if (answer.kind === 'unanswered' || answer.date === null) return skipped(CLOCK, 'AWS does not say');
  const skew = skewOf({ ahead: 0, margin: 0 }, clockOf(answer.date, answer, DATE_RESOLUTION_MS));
  return judged(
    CLOCK,
    skew === null ? [] : [finding('aws.clock_skew', skewWords(skew))],
    'agrees with that of AWS',
  );
}
