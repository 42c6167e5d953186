import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { STSClient } from '@aws-sdk/client-sts';
import type { Definition } from '../definition/schema.ts';
import { identitySettings } from '../exporter/outputs/cloudwatch_mirror/credentials.ts';

const CONNECT_MS = 5_000;
const ANSWER_MS = 10_000;
const ATTEMPTS = 2;

/** The services that commands ask. */
interface Clients {
  cloudwatch: CloudWatchClient;
  logs: CloudWatchLogsClient;
  sns: SNSClient;
  sts: STSClient;
  secrets: SecretsManagerClient;
}

/**
 * Clients of the AWS SDK for a definition, each loaded when it is first asked for. The region is that of `cloudwatch`, or of
 * `mirror.cloudwatch`, and else the one that the SDK finds; profile, role and the endpoint of CloudWatch are the mirror's.
 * Other endpoints are those of the SDK's own settings, such as AWS_ENDPOINT_URL.
 */
export class AwsClients {
  /** Null where the SDK is to find it. */
  readonly region: string | null;
  readonly #endpoint: string | undefined;
  readonly #settings: ReturnType<typeof settingsOf>;
  readonly #clients: { -readonly [Name in keyof Clients]?: Promise<Clients[Name]> } = {};

  constructor({ cloudwatch, mirror }: Pick<Definition, 'cloudwatch' | 'mirror'>) {
    const { profile, assume_role: assumeRole, endpoint } = mirror.cloudwatch ?? {};
    const region = cloudwatch?.region ?? mirror.cloudwatch?.region;
    this.region = region ?? null;
    this.#endpoint = endpoint;
    this.#settings = settingsOf({ region, profile, assumeRole });
  }

  cloudwatch(): Promise<CloudWatchClient> {
    const endpoint = this.#endpoint === undefined ? {} : { endpoint: this.#endpoint };
    this.#clients.cloudwatch ??= import('@aws-sdk/client-cloudwatch').then(
      ({ CloudWatchClient }) => new CloudWatchClient({ ...this.#settings, ...endpoint }),
    );
    return this.#clients.cloudwatch;
  }

  logs(): Promise<CloudWatchLogsClient> {
    this.#clients.logs ??= import('@aws-sdk/client-cloudwatch-logs').then(
      ({ CloudWatchLogsClient }) => new CloudWatchLogsClient(this.#settings),
    );
    return this.#clients.logs;
  }

  sns(): Promise<SNSClient> {
    this.#clients.sns ??= import('@aws-sdk/client-sns').then(
      ({ SNSClient }) => new SNSClient(this.#settings),
    );
    return this.#clients.sns;
  }

  sts(): Promise<STSClient> {
    this.#clients.sts ??= import('@aws-sdk/client-sts').then(
      ({ STSClient }) => new STSClient(this.#settings),
    );
    return this.#clients.sts;
  }

  secrets(): Promise<SecretsManagerClient> {
    this.#clients.secrets ??= import('@aws-sdk/client-secrets-manager').then(
      ({ SecretsManagerClient }) => new SecretsManagerClient(this.#settings),
    );
    return this.#clients.secrets;
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    const made = await Promise.all(Object.values(this.#clients));
    for (const client of made) client.destroy();
  }
}

function settingsOf(identity: Parameters<typeof identitySettings>[0]) {
  return {
    ...identitySettings(identity),
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: ANSWER_MS,
      throwOnRequestTimeout: true,
    },
  };
}
