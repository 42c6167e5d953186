import { formatDuration } from '../../conventions/quantities.ts';
import type { Alert, AwsAlert } from '../alerts.ts';
import type { Diagnostic } from '../diagnostics.ts';
import type { Objective } from '../objectives.ts';
import type { Path, Positions } from '../positions.ts';
import { presetAt } from '../presets/expand.ts';
import { awsDimensions, resourcesKey } from './aws_dimensions.ts';
import type { CloudwatchSettings } from './settings.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** What is known of the section `cloudwatch`: its settings, that there is none, or that it is wrong. */
export type Section = CloudwatchSettings | 'missing' | 'wrong';

const NEEDS_SECTION = 'a section `cloudwatch`, from which alarms are rendered';

/** What is wrong with an alert or an objective by the side that it is on. */
export function sideMistakes(
  one: Alert | Objective,
  path: Path,
  section: Section,
  positions: Positions,
): Diagnostic[] {
  const isAws = 'aws' in one;
  const only = { ...positions.value([...path, 'only']) };
  if (isAws && one.only === 'prometheus') {
    const problem = 'this alert is on no side: Prometheus has no metrics of CloudWatch';
    return [{ ...only, problem, expected: 'no "only", or "cloudwatch"' }];
  }
  if ('promql' in one && one.only === 'cloudwatch') {
    const problem = 'this alert is on no side: CloudWatch has no PromQL';
    return [{ ...only, problem, expected: 'no "only", or "prometheus"' }];
  }
  if (section !== 'missing' || (!isAws && one.only !== 'cloudwatch')) return [];
  const place = isAws ? positions.anchor(path) : only;
  const expected = (isAws ? presetAt(path, positions)?.needs : undefined) ?? NEEDS_SECTION;
  const what = 'summary' in one ? 'alert' : 'objective';
  return [
    {
      ...place,
      problem: `this ${what} is only in CloudWatch, which nothing is rendered for`,
      expected,
    },
  ];
}

/** What is wrong with an alert on a metric of CloudWatch that is right in itself. */
export function awsMistakes(one: AwsAlert, path: Path, section: Section, positions: Positions): Diagnostic[] {
  return [
    ...(section === 'missing' || section === 'wrong' ? [] : unknownMetric(one, path, section, positions)),
    ...tooOften(one, path, positions),
    ...wrongPeriods(one, path, positions),
    ...untestable(one, path, positions),
  ];
}

/** How many periods are looked at: as many as `for` has, at least one. */
export function periodsOf({ for: wait, aws: { period } }: Pick<AwsAlert, 'for' | 'aws'>): number {
  return Math.max(1, Math.ceil(wait / period));
}

// An alarm on a metric that does not exist would be silent for ever.
function unknownMetric(
  one: AwsAlert,
  path: Path,
  { resources }: CloudwatchSettings,
  positions: Positions,
): Diagnostic[] {
  if (awsDimensions(one, resources).length > 0) return [];
  const key = resourcesKey(one.aws.namespace);
  const place = positions.value([...path, 'aws', 'namespace']);
  if (key === null) {
    const problem = 'metrics of this namespace are known by their dimensions, and there are none';
    return [{ ...place, problem, expected: '"dimensions", or `dimensions: {}` for the metric without any' }];
  }
  const needs = presetAt(path, positions)?.needs;
  const groups = key === 'load_balancers' ? ', with its target groups where they are asked for' : '';
  const problem = 'there is nothing that this alert is about';
  return [
    {
      ...place,
      problem,
      expected: needs ?? `cloudwatch.resources.${key}${groups}, or "dimensions" of its own`,
    },
  ];
}

// PutMetricAlarm, API reference: below a minute only for metrics that are stored with a resolution of a second.
function tooOften({ aws: { namespace, period } }: AwsAlert, path: Path, positions: Positions): Diagnostic[] {
  if (period >= MINUTE_MS || !/^(?:AWS|ECS)\//.test(namespace)) return [];
  const place = positions.value([...path, 'aws', 'period']);
  const problem = "a period below a minute finds nothing: AWS's own metrics come once a minute";
  return [{ ...place, problem, expected: '"1m" or more' }];
}

// PutMetricAlarm, API reference: all periods together a day at most, or seven where each is an hour or more.
function wrongPeriods(one: AwsAlert, path: Path, positions: Positions): Diagnostic[] {
  const { datapoints } = one;
  const { period } = one.aws;
  const periods = periodsOf(one);
  const most = period < HOUR_MS ? DAY_MS : WEEK_MS;
  if (periods * period > most) {
    const problem = `CloudWatch looks back over ${formatDuration(most)} at most, where a period is ${formatDuration(period)}`;
    const longer = period < HOUR_MS ? ', or a period of an hour or more' : '';
    return [
      {
        ...positions.value([...path, 'for']),
        problem,
        expected: `"${formatDuration(most)}" or less${longer}`,
      },
    ];
  }
  if (datapoints === undefined || datapoints <= periods) return [];
  const problem = `there are ${periods} periods of ${formatDuration(period)} in "for", and not ${datapoints}`;
  return [
    {
      ...positions.value([...path, 'datapoints']),
      problem,
      expected: `at most ${periods}, or a longer "for"`,
    },
  ];
}

function untestable({ test }: AwsAlert, path: Path, positions: Positions): Diagnostic[] {
  if (test === undefined) return [];
  const problem = '"test" means nothing here: it is for rules of Prometheus';
  return [
    { ...positions.key([...path, 'test']), problem, expected: '"test" for alerts that Prometheus has' },
  ];
}
