import type { Secret } from '../account/account.ts';
import { AwsError } from '../errors.ts';
import type { Input } from '../input.ts';
import type { Context } from '../operations.ts';

/** Answers DescribeSecret. */
export function describeSecret(input: Input, context: Context): object {
  const { arn, name, createdAt } = secretOf(input, context);
  return { ARN: arn, Name: name, CreatedDate: createdAt / 1000, LastChangedDate: createdAt / 1000 };
}

/** Answers GetSecretValue. */
export function getSecretValue(input: Input, context: Context): object {
  const { arn, name, value, createdAt } = secretOf(input, context);
  return {
    ARN: arn,
    Name: name,
    SecretString: value,
    VersionStages: ['AWSCURRENT'],
    CreatedDate: createdAt / 1000,
  };
}

function secretOf(input: Input, { account }: Context): Secret {
  const id = input.string('SecretId') ?? '';
  const secret = account.secrets.get(id) ?? [...account.secrets.values()].find(({ arn }) => arn === id);
  if (secret === undefined) {
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }
  return secret;
}
