import type { AwsClients } from '../aws_clients.ts';
import { awsRefusal, NOT_AWS, type Refusal } from './aws_errors.ts';
import { within } from './aws_within.ts';
import { type Check, judged } from './check.ts';
import type { Context } from './context.ts';
import { finding } from './finding.ts';
import type { FindingId } from './findings/index.ts';

export const IDENTITY = { id: 'aws.identity', name: 'identity' };

/** Who we are to AWS. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly partition: string;
  readonly region: string;
}

const WRONG = {
  expired: 'aws.credentials_expired',
  unknown: 'aws.credentials_unknown',
  signature: 'aws.credentials_wrong',
  no_credentials: 'aws.credentials_missing',
  denied: 'aws.role_refused',
} as const satisfies Partial<Record<Refusal, FindingId>>;

/** Asks AWS who we are, which needs no permission. The caller is null where AWS does not know us. */
export async function identity(
  clients: AwsClients,
  region: string,
  context: Context,
): Promise<{ readonly check: Check; readonly caller: Caller | null }> {
  const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  try {
    const client = await clients.sts();
    const { Account: account = '', Arn: arn = '' } = await within(context, (options) =>
      client.send(new GetCallerIdentityCommand(), options),
    );
    if (arn === '') {
      const unknown = finding('aws.identity_unknown', { problem: NOT_AWS });
      return { check: judged(IDENTITY, [unknown], ''), caller: null };
    }
    const [, partition = 'aws'] = arn.split(':');
    return {
      check: judged(IDENTITY, [], `${arn} in ${region}`),
      caller: { account, arn, partition, region },
    };
  } catch (error) {
    context.signal.throwIfAborted();
    const { kind, problem } = awsRefusal(error);
    const known = Object.hasOwn(WRONG, kind) ? WRONG[kind as keyof typeof WRONG] : undefined;
    if (kind === 'clock') {
      const about = { seconds: 'more than 300', direction: 'apart from' };
      return { check: judged(IDENTITY, [finding('aws.clock_skew', about)], ''), caller: null };
    }
    return {
      check: judged(IDENTITY, [finding(known ?? 'aws.identity_unknown', { problem })], ''),
      caller: null,
    };
  }
}
