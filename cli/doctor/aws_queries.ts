import type { QueryDefinition } from '@aws-sdk/client-cloudwatch-logs';
import { logsResources } from '../../cloudwatch/logs/index.ts';
import { queryName } from '../../cloudwatch/logs/queries/index.ts';
import { prefixOf } from '../../cloudwatch/names.ts';
import type { AwsClients } from '../aws_clients.ts';
import type { Action, AwsAsking } from './aws_asking.ts';
import { type Check, judged, notChecked } from './check.ts';
import type { Context } from './context.ts';
import { someOf } from './definition.ts';
import { finding } from './finding.ts';

const QUERIES = { id: 'aws.saved_queries', name: 'saved queries' };
const MOST_NAMED = 5;
/** Of so many queries each: DescribeQueryDefinitions, API reference of CloudWatch Logs. */
const [PER_PAGE, MOST_PAGES] = [1000, 10];

const DESCRIBE_QUERIES: Action = {
  name: 'logs:DescribeQueryDefinitions',
  purpose: 'to see whether saved queries are as they should be',
  resource: '*',
};

/** Whether every saved query of the definition is there, and asks what it should of the log groups that it should. */
export async function queriesCheck(
  { loaded: { definition, file } }: Context,
  clients: AwsClients,
  asking: AwsAsking,
): Promise<Check[]> {
  const { queries } = logsResources(definition);
  if (queries.length === 0) return [];
  const there = await described(`${prefixOf(definition)}/`, clients, asking);
  if (there === null) return notChecked([QUERIES], `${DESCRIBE_QUERIES.name} does not answer`);
  const differences = queries.flatMap((wanted) => {
    const name = queryName(definition, wanted);
    const has = there.find((one) => one.name === name);
    if (has === undefined) return [`${name} is missing`];
    const isSame =
      has.queryString?.trim() === wanted.query.trim() &&
      [...(has.logGroupNames ?? [])].toSorted().join('\n') === wanted.groups.toSorted().join('\n');
    return isSame ? [] : [`${name} is another one`];
  });
  const about = { file, differences: someOf(differences, MOST_NAMED) };
  const findings = differences.length === 0 ? [] : [finding('aws.saved_queries_differ', about)];
  return [judged(QUERIES, findings, `all ${queries.length} are as ${file} says`)];
}

async function described(
  prefix: string,
  clients: AwsClients,
  asking: AwsAsking,
): Promise<QueryDefinition[] | null> {
  const { DescribeQueryDefinitionsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const client = await clients.logs();
  const found: QueryDefinition[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const told = await asking.ask(DESCRIBE_QUERIES, (options) =>
      client.send(
        new DescribeQueryDefinitionsCommand({
          queryDefinitionNamePrefix: prefix,
          maxResults: PER_PAGE,
          nextToken,
        }),
        options,
      ),
    );
    if (told.kind !== 'told') return null;
    found.push(...(told.value.queryDefinitions ?? []));
    nextToken = told.value.nextToken;
    if (nextToken === undefined) break;
  }
  return found;
}
