import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from './errors.ts';

/** A service of AWS's that the stand-in speaks for. */
export interface AwsService {
  /** What signatures are scoped to. */
  readonly signingName: string;
  /** What its actions begin with where AWS says who may do them: `cloudwatch` in `cloudwatch:DescribeAlarms`. */
  readonly policyName: string;
  readonly protocol:
    | { readonly kind: 'json'; readonly contentType: string; readonly target: string }
    | { readonly kind: 'query'; readonly version: string; readonly xmlNamespace: string };
  readonly operations: readonly string[];
}

const FORM = 'application/x-www-form-urlencoded';

/** Sources: `dist-es/runtimeConfig.shared.js` of the SDK's clients 3.1162.0, and what they send. */
export const SERVICES = {
  cloudwatch: {
    signingName: 'monitoring',
    policyName: 'cloudwatch',
    protocol: {
      kind: 'json',
      contentType: 'application/x-amz-json-1.0',
      target: 'GraniteServiceVersion20100801',
    },
    operations: [
      'PutMetricData',
      'GetMetricData',
      'GetMetricStatistics',
      'ListMetrics',
      'DescribeAlarms',
      'DescribeAlarmHistory',
      'SetAlarmState',
      'ListTagsForResource',
      'GetDashboard',
      'ListDashboards',
    ],
  },
  logs: {
    signingName: 'logs',
    policyName: 'logs',
    protocol: { kind: 'json', contentType: 'application/x-amz-json-1.1', target: 'Logs_20140328' },
    operations: [
      'DescribeLogGroups',
      'DescribeMetricFilters',
      'DescribeQueryDefinitions',
      'DescribeLogStreams',
    ],
  },
  secrets: {
    signingName: 'secretsmanager',
    policyName: 'secretsmanager',
    protocol: { kind: 'json', contentType: 'application/x-amz-json-1.1', target: 'secretsmanager' },
    operations: ['DescribeSecret', 'GetSecretValue'],
  },
  sns: {
    signingName: 'sns',
    policyName: 'SNS',
    protocol: {
      kind: 'query',
      version: '2010-03-31',
      xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    },
    operations: ['GetTopicAttributes', 'ListSubscriptionsByTopic'],
  },
  sts: {
    signingName: 'sts',
    policyName: 'sts',
    protocol: {
      kind: 'query',
      version: '2011-06-15',
      xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    },
    operations: ['GetCallerIdentity', 'AssumeRole'],
  },
} as const satisfies Readonly<Record<string, AwsService>>;

export type ServiceName = keyof typeof SERVICES;
export type Operation = (typeof SERVICES)[ServiceName]['operations'][number];

/** Every operation that the stand-in knows. */
export const OPERATIONS: readonly Operation[] = Object.values(SERVICES).flatMap(
  ({ operations }): readonly Operation[] => operations,
);

/** What a request asks for: CloudWatch, and no operation, where it does not say so. */
export interface Call {
  readonly name: ServiceName;
  readonly service: AwsService;
  /** As it was sent, whether there is one of that name or not; '' without any. */
  readonly operation: string;
}

/** Tells services apart as AWS's endpoints would: by X-Amz-Target, or by the version in a form. */
export function callOf(
  { 'x-amz-target': target, 'content-type': type }: IncomingHttpHeaders,
  body: Buffer,
): Call {
  if (target === undefined && type === FORM) return queryCall(new URLSearchParams(body.toString()));
  const [, prefix = '', operation = ''] = /^(.*)\.(\w+)$/.exec(String(target ?? '')) ?? [];
  const name = serviceWith(({ protocol }) => protocol.kind === 'json' && protocol.target === prefix);
  if (name === undefined) return { name: 'cloudwatch', service: SERVICES.cloudwatch, operation: '' };
  return { name, service: SERVICES[name], operation };
}

function queryCall(form: URLSearchParams): Call {
  const name = serviceWith(
    ({ protocol }) => protocol.kind === 'query' && protocol.version === form.get('Version'),
  );
  if (name === undefined) return { name: 'cloudwatch', service: SERVICES.cloudwatch, operation: '' };
  return { name, service: SERVICES[name], operation: form.get('Action') ?? '' };
}

function serviceWith(matches: (service: AwsService) => boolean): ServiceName | undefined {
  return (Object.keys(SERVICES) as ServiceName[]).find((name) => matches(SERVICES[name]));
}

/** Throws where the request is not as clients of the service send it, or asks for what the stand-in does not have. */
export function checkCall(
  { service: { protocol, operations }, operation }: Call,
  {
    method,
    path,
    headers,
  }: { readonly method: string; readonly path: string; readonly headers: IncomingHttpHeaders },
): void {
  const contentType = protocol.kind === 'json' ? protocol.contentType : FORM;
  if (method !== 'POST' || path !== '/' || headers['content-type'] !== contentType) {
    throw new AwsError(
      'UnknownOperationException',
      `The stand-in knows POST / with the content type ${contentType}.`,
    );
  }
  if (operations.includes(operation)) return;
  const where = protocol.kind === 'json' ? 'X-Amz-Target' : 'Action';
  throw new AwsError(
    'UnknownOperationException',
    `${where} names no operation of the stand-in's. Known ones are ${operations.join(', ')}.`,
  );
}
