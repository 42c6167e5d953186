import { randomUUID } from 'node:crypto';
import { ACCOUNT_ID } from '../account/identity.ts';
import { LIMITS } from './limits.ts';
import { given, type Properties, type ResourceType } from './resource_type.ts';

/** Log groups, metric filters and saved queries. */
export const LOG_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::Logs::LogGroup': {
    nameOf: given('LogGroupName'),
    attributes: (name, region) => ({ Arn: `arn:aws:logs:${region}:${ACCOUNT_ID}:log-group:${name}:*` }),
    problems: groupProblems,
    create: (name, { RetentionInDays, KmsKeyId }, account) => {
      account.putLogGroup(name, {
        retentionDays: RetentionInDays === undefined ? undefined : Number(RetentionInDays),
        kmsKeyId: KmsKeyId === undefined ? undefined : String(KmsKeyId),
      });
    },
  },
  'AWS::Logs::MetricFilter': {
    nameOf: given('FilterName'),
    attributes: () => ({}),
    problems: filterProblems,
    create: (name, { LogGroupName, FilterPattern, MetricTransformations }, account) => {
      const group = String(LogGroupName);
      const others = [...account.metricFilters.values()].filter(
        (one) => one.group === group && one.name !== name,
      );
      if (others.length >= LIMITS.filtersPerGroup) throw new Error('Resource limit exceeded.');
      if (!account.logGroups.has(group)) throw new Error(`The specified log group does not exist: ${group}`);
      account.metricFilters.set(JSON.stringify([group, name]), {
        name,
        group,
        pattern: String(FilterPattern ?? ''),
        transformations: (MetricTransformations as readonly Properties[]).map(toldTransformation),
        createdAt: account.now,
      });
    },
  },
  'AWS::Logs::QueryDefinition': {
    nameOf: given('Name'),
    ref: () => randomUUID(),
    attributes: () => ({}),
    problems: (name, { QueryString }) => [
      ...(name.length > LIMITS.queryNameCharacters
        ? [`${name} is longer than ${LIMITS.queryNameCharacters} characters.`]
        : []),
      ...(String(QueryString ?? '').length >= 1 && String(QueryString).length <= LIMITS.queryCharacters
        ? []
        : [`QueryString must have 1 to ${LIMITS.queryCharacters} characters.`]),
    ],
    create: (name, { QueryString, LogGroupNames = [] }, account) => {
      const id = account.queryDefinitions.get(name)?.id ?? randomUUID();
      const groups = (LogGroupNames as readonly unknown[]).map(String);
      account.queryDefinitions.set(name, {
        id,
        name,
        query: String(QueryString),
        groups,
        modifiedAt: account.now,
      });
    },
  },
};

function groupProblems(name: string, { RetentionInDays }: Properties): string[] {
  const days = RetentionInDays === undefined ? undefined : Number(RetentionInDays);
  return [
    ...(/^[\w./#-]{1,512}$/.test(name) ? [] : [`${name} is no name of a log group.`]),
    ...(days === undefined || (LIMITS.retentionDays as readonly number[]).includes(days)
      ? []
      : [`RetentionInDays cannot be ${days}.`]),
  ];
}

function filterProblems(name: string, { FilterPattern = '', MetricTransformations }: Properties): string[] {
  const transformations = (MetricTransformations ?? []) as readonly Properties[];
  return [
    ...(/^[^:*]{1,512}$/.test(name) ? [] : [`${name} is no name of a metric filter.`]),
    ...(String(FilterPattern).length > LIMITS.filterPatternCharacters
      ? [`FilterPattern has more than ${LIMITS.filterPatternCharacters} characters.`]
      : []),
    ...(transformations.length === LIMITS.transformationsPerFilter
      ? []
      : ['MetricTransformations must have one member.']),
    ...transformations.flatMap(
      ({ Dimensions = [], DefaultValue, MetricName, MetricNamespace, MetricValue }) => [
        ...((Dimensions as readonly unknown[]).length > LIMITS.filterDimensions
          ? [`A metric filter has at most ${LIMITS.filterDimensions} dimensions.`]
          : []),
        ...((Dimensions as readonly unknown[]).length > 0 && DefaultValue !== undefined
          ? ['DefaultValue and Dimensions exclude each other.']
          : []),
        ...([MetricName, MetricNamespace, MetricValue].includes(undefined)
          ? ['MetricName, MetricNamespace and MetricValue are required.']
          : []),
        ...(String(MetricNamespace).startsWith('AWS/') ? ['MetricNamespace must not begin with AWS/.'] : []),
        ...(/[:*$]/.test(String(MetricNamespace)) ? ['MetricNamespace must not have ":", "*" or "$".'] : []),
      ],
    ),
  ];
}

/** As the API has them: `metricName`, and dimensions by name. */
function toldTransformation(properties: Properties): object {
  const { Dimensions, ...others } = properties;
  const dimensions = (Dimensions ?? []) as readonly { readonly Key: string; readonly Value: string }[];
  return {
    ...Object.fromEntries(
      Object.entries(others).map(([key, value]) => [`${key[0]?.toLowerCase()}${key.slice(1)}`, value]),
    ),
    ...(dimensions.length === 0
      ? {}
      : { dimensions: Object.fromEntries(dimensions.map(({ Key, Value }) => [Key, Value])) }),
  };
}
