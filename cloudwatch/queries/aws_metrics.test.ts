import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as all from './aws_metrics.ts';
import { awsQuestions } from './aws_questions.ts';

/** Lists that AWS generates of its own metrics, for its own library. */
const LISTS = ['ecs', 'elasticloadbalancingv2', 'lambda', 'rds', 'efs'];

/**
 * What those lists leave out: Amazon CloudWatch User Guide, «Container Insights metrics»; Amazon Bedrock User Guide, «Amazon Bedrock
 * runtime metrics».
 */
const ELSEWHERE = [
  ['ECS/ContainerInsights', 'RunningTaskCount'],
  ['ECS/ContainerInsights', 'DesiredTaskCount'],
  ['ECS/ContainerInsights', 'PendingTaskCount'],
  ['ECS/ContainerInsights', 'TaskCount'],
  ['ECS/ContainerInsights', 'ServiceCount'],
  ['AWS/Bedrock', 'Invocations'],
  ['AWS/Bedrock', 'InvocationClientErrors'],
  ['AWS/Bedrock', 'InvocationServerErrors'],
  ['AWS/Bedrock', 'InvocationThrottles'],
  ['AWS/Bedrock', 'InvocationLatency'],
  ['AWS/Bedrock', 'InputTokenCount'],
  ['AWS/Bedrock', 'OutputTokenCount'],
].map((pair) => pair.join(' '));

function listed(name: string): string[] {
  const path = `../../node_modules/aws-cdk-lib/aws-${name}/lib/${name}-canned-metrics.generated.js`;
  const text = readFileSync(new URL(path, import.meta.url), 'utf8');
  return [...text.matchAll(/namespace:"([^"]+)",metricName:"([^"]+)"/g)].map(([, ...pair]) => pair.join(' '));
}

const families: Readonly<Record<string, all.AwsMetric>>[] = Object.values(all);
const metrics = families.flatMap((family) => Object.values(family));

describe('a metric of AWS', () => {
  test('is called what AWS calls it', () => {
    const names = metrics.map(({ namespace, name }) => `${namespace} ${name}`);
    const known = new Set([...LISTS.flatMap(listed), ...ELSEWHERE]);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  test('that is a sum of bytes is read per second', () => {
    expect(awsQuestions(all.EFS.read, { name: 'files', dimensions: { FileSystemId: 'fs-1' } })).toEqual([
      {
        queries: [
          {
            kind: 'metric',
            id: 'm',
            metric: { namespace: 'AWS/EFS', name: 'DataReadIOBytes', dimensions: { FileSystemId: 'fs-1' } },
            statistic: 'Sum',
          },
          { kind: 'math', id: 'rate', expression: 'm / PERIOD(m)' },
        ],
        label: 'files read',
        unit: null,
      },
    ]);
  });
});
