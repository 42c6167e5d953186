import { refusalKind } from '../exporter/outputs/cloudwatch_mirror/outcome.ts';
import { otherProgram } from './doctor/aws_errors.ts';

/** Why AWS could not be asked, and what to do about it; both in whole sentences. */
export interface AwsTrouble {
  readonly kind: 'credentials' | 'region' | 'denied' | 'throttled' | 'unreachable' | 'refused';
  readonly why: string;
  readonly remedy: string;
}

const UNREACHABLE = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
]);
const LONGEST = 400;

/**
 * Why a call of the AWS SDK failed.
 * @param action as policies write it: `cloudwatch:DescribeAlarms`.
 * @param service as people call it: `CloudWatch`.
 */
export function awsTrouble(error: unknown, action: string, service: string): AwsTrouble {
  const words = wordsOf(error);
  const { name = '', code = '' } = (error ?? {}) as { readonly name?: string; readonly code?: string };
  if (name === 'Error' && words.startsWith('Region is missing'))
    return {
      kind: 'region',
      why: 'No region of AWS is set.',
      remedy: 'Set cloudwatch.region in monitoring.yml, or AWS_REGION.',
    };
  const kind = refusalKind(error);
  if (kind === 'credentials' || name === 'CredentialsProviderError' || name === 'TokenProviderError')
    return {
      kind: 'credentials',
      why: `AWS does not know who asks: ${named(error)}.`,
      remedy:
        'Give valid credentials where the AWS SDK looks for them (environment, shared files, role of the instance or the task), ' +
        'for the region that is asked.',
    };
  if (kind === 'denied')
    return {
      kind: 'denied',
      why: `AWS does not allow ${action}: ${words}.`,
      remedy: `Allow it in a policy: { "Effect": "Allow", "Action": "${action}", "Resource": "*" }.`,
    };
  if (kind === 'throttled')
    return {
      kind: 'throttled',
      why: `${service} throttles requests: ${named(error)}.`,
      remedy: 'Try again in a minute.',
    };
  const other = otherProgram(error);
  if (other !== null || UNREACHABLE.has(code) || UNREACHABLE.has(name))
    return {
      kind: 'unreachable',
      why: `${service} cannot be reached: ${other ?? words}.`,
      remedy:
        'Check the network, the region and the endpoint (mirror.cloudwatch.endpoint, AWS_ENDPOINT_URL).',
    };
  return {
    kind: 'refused',
    why: `${service} refuses ${action}: ${named(error)}.`,
    remedy:
      'Check the region and the endpoint, and that this version of goldwatch wrote the deployed templates.',
  };
}

function named(error: unknown): string {
  const { name, Code } = (error ?? {}) as { readonly name?: string; readonly Code?: string };
  return `${Code ?? name ?? 'Error'}: ${wordsOf(error)}`;
}

function wordsOf(error: unknown): string {
  const { message, code, name } = (error ?? {}) as {
    readonly message?: string;
    readonly code?: string;
    readonly name?: string;
  };
  const [line = ''] = (message ?? '').split('\n');
  const text = line.trim().replace(/\.$/, '') || code || name || 'no reason given';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
