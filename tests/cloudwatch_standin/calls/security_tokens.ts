import { ACCOUNT_ID, CALLER_ARN, CALLER_ID, ROLE_TOKEN } from '../account/identity.ts';
import { AwsError } from '../errors.ts';
import type { Input } from '../input.ts';
import type { Context } from '../operations.ts';

const HOUR_MS = 3_600_000;

/** Answers GetCallerIdentity. */
export function getCallerIdentity(): object {
  return { UserId: CALLER_ID, Account: ACCOUNT_ID, Arn: CALLER_ARN };
}

/** Answers AssumeRole, with the credentials that the stand-in takes anyway. */
export function assumeRole(input: Input, { credentials, now }: Context): object {
  const arn = input.string('RoleArn') ?? '';
  const session = input.string('RoleSessionName') ?? '';
  const [, account, role] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (account === undefined) {
    throw new AwsError('ValidationError', `${arn} is invalid`);
  }
  return {
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: ROLE_TOKEN,
      Expiration: new Date(now + HOUR_MS).toISOString(),
    },
    AssumedRoleUser: {
      AssumedRoleId: `AROA3XFRBF535PLBIFPI4:${session}`,
      Arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
    },
  };
}
