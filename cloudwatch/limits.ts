import type { Properties } from './resource_counts.ts';
import { RESOURCE_LIMITS } from './resource_limits.ts';
import { templateText } from './template_text.ts';
import { type StackTemplate, templatePath } from './templates.ts';

/**
 * Bytes of a template that come to CloudFormation without a bucket:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export const BODY_BYTES = 51_200;
/** Bytes of a template in a bucket; same source. */
const BUCKET_BYTES = 1_048_576;
/** Resources of a template; same source. */
const RESOURCES = 500;
/** Characters of a stack's name: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
const STACK_NAME = 128;
/** Metric filters of a log group: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
const METRIC_FILTERS = 100;
/** How many mistakes are told at once. */
const TOLD = 20;

/**
 * Throws where CloudFormation or CloudWatch would refuse a template: every limit that is passed, in which resource, and what to do.
 * `further` is what others have against the definition, as sentences.
 */
export function checkLimits(stacks: readonly StackTemplate[], further: readonly string[] = []): void {
  const found = [
    ...further,
    ...noStackName(stacks),
    ...sameStackNames(stacks),
    ...stacks.flatMap(problemsOf),
  ];
  if (found.length === 0) return;
  const rest = found.length > TOLD ? [`…and ${found.length - TOLD} more`] : [];
  const lines = [...found.slice(0, TOLD), ...rest].map((line) => `  ${line}\n`);
  throw new Error(`AWS would not take what monitoring.yml asks of it:\n${lines.join('')}`.trimEnd());
}

/** Whether a template must be uploaded to a bucket to be deployed. */
export function needsBucket({ template }: StackTemplate): boolean {
  return bytesOf(template) > BODY_BYTES;
}

function problemsOf(stack: StackTemplate): string[] {
  const { template, stackName } = stack;
  const file = templatePath(stack.name);
  const resources = Object.entries(template.Resources);
  const problems = [
    tooMany(
      bytesOf(template),
      BUCKET_BYTES,
      'bytes',
      'Let a service of its own have a monitoring.yml of its own.',
    ),
    tooMany(
      resources.length,
      RESOURCES,
      'resources',
      'Let a service of its own have a monitoring.yml of its own.',
    ),
    tooMany(
      stackName.length,
      STACK_NAME,
      "characters in the stack's name",
      'Set a shorter `cloudwatch.prefix`.',
    ),
    ...crowdedGroups(stack),
  ];
  return [
    ...problems.flatMap((problem) => (problem === null ? [] : [`${file}: ${problem}`])),
    ...resources.flatMap(([id, { Type, Properties = {} }]) =>
      resourceProblems(Type, Properties).map((problem) => `${file}, ${id}: ${problem}`),
    ),
  ];
}

function resourceProblems(type: string, properties: Properties): string[] {
  return RESOURCE_LIMITS.filter((limit) => limit.type === '*' || limit.type === type).flatMap((limit) => {
    const problem = tooMany(limit.count(properties), limit.most, limit.unit, limit.remedy);
    return problem === null ? [] : [problem];
  });
}

function tooMany(count: number, most: number, unit: string, remedy: string): string | null {
  return count > most ? `${count} ${unit}, of which there may be ${most}. ${remedy}` : null;
}

function crowdedGroups({ template }: StackTemplate): (string | null)[] {
  const counts = new Map<string, number>();
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type !== 'AWS::Logs::MetricFilter') continue;
    const group = JSON.stringify(Properties?.LogGroupName);
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return [...counts].map(([group, count]) =>
    tooMany(
      count,
      METRIC_FILTERS,
      `metric filters of the log group ${group}`,
      'Declare fewer metrics in the `logs` source of this group, or write to two groups.',
    ),
  );
}

// As the first line of what would be the same for every stack. Source: that of STACK_NAME.
function noStackName(stacks: readonly StackTemplate[]): string[] {
  const first = stacks.find(({ stackName }) => !/^[A-Za-z]/.test(stackName));
  if (first === undefined) return [];
  return [
    `Names of stacks begin with a letter, unlike ${first.stackName}. Set \`cloudwatch.prefix\` to a name that does.`,
  ];
}

// Services may differ in "_" and "." alone, which a stack's name cannot hold.
function sameStackNames(stacks: readonly StackTemplate[]): string[] {
  return stacks.flatMap(({ name, stackName }, index) => {
    const other = stacks.slice(0, index).find((one) => one.stackName === stackName);
    if (other === undefined) return [];
    return [
      `${templatePath(name)}: the stack ${stackName}, which is that of ${templatePath(other.name)} as well. Give the services names that differ in letters or digits.`,
    ];
  });
}

function bytesOf(template: StackTemplate['template']): number {
  return Buffer.byteLength(templateText(template));
}
