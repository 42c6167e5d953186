import { beforeAll, describe, expect, test } from 'vitest';
import { startCloudWatch } from '../../tests/cloudwatch_standin/standin.ts';
import { planAlarms } from '../alarms/plan.ts';
import { alarmProperties } from '../alarms/properties.ts';
import { renderCloudwatch, stackTemplates } from '../render.ts';
import type { StackTemplate } from '../templates.ts';
import { shop } from '../testing/shop.ts';
import { load } from '../testing.ts';

const LOGS =
  "{ tags: { cost-centre: '42' }, logs: { groups: [{ name: /aws/ecs/shop/application, retention: 30d }] } }";

const TAGS = [
  { Key: 'cost-centre', Value: '42' },
  { Key: 'environment', Value: 'production' },
  { Key: 'managed-by', Value: 'goldwatch' },
  { Key: 'owner', Value: 'payments' },
  { Key: 'service', Value: 'shop' },
];

/** Resources of AWS that take no tags: their pages in https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ */
const WITHOUT_TAGS = [
  'AWS::KMS::Alias',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::QueryDefinition',
  'AWS::Logs::ResourcePolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
];

let stacks: readonly StackTemplate[];

// What CloudFormation's own schemas have against a template is thrown here.
beforeAll(async () => {
  stacks = await stackTemplates(shop(LOGS), { validates: true });
});

describe('the templates', () => {
  test('are deployed in this order, each by a name that stays', () => {
    expect(stacks.map(({ name, stackName }) => [name, stackName])).toEqual([
      ['notifications', 'production-shop-notifications'],
      ['logs', 'production-shop-logs'],
      ['alarms-shop', 'production-shop-alarms-shop'],
      ['alarms-checkout', 'production-shop-alarms-checkout'],
      ['dashboards', 'production-shop-dashboards'],
      ['dashboards-shop', 'production-shop-dashboards-shop'],
      ['dashboards-checkout', 'production-shop-dashboards-checkout'],
    ]);
  });

  test('are taken by an account as they are', async () => {
    const cloudWatch = await startCloudWatch({ region: 'eu-central-1' });
    cloudWatch.account.putSecret('production-shop/pagerduty_integration_key', '0'.repeat(32));
    for (const { template, stackName } of stacks) cloudWatch.deploy(template, stackName);

    expect(cloudWatch.account.alarms.all.map(({ name }) => name).sort()).toEqual(
      planAlarms(shop(LOGS))
        .alarms.map(({ name }) => name)
        .sort(),
    );
    await cloudWatch.close();
  });

  test('tag every resource that takes tags', () => {
    for (const { Type, Properties } of stacks.flatMap(({ template }) => Object.values(template.Resources))) {
      if (WITHOUT_TAGS.includes(Type)) expect(Properties).not.toHaveProperty('Tags');
      else expect(tagsOf(Properties?.Tags), Type).toEqual(TAGS);
    }
  });

  test('hold every alarm as it is planned, behind what it is made of', () => {
    const definition = shop(LOGS);
    const made = new Map<string, number>();
    for (const { template } of stacks) {
      for (const id of Object.keys(template.Resources)) made.set(id, made.size);
    }
    const { alarms } = planAlarms(definition);
    const resources = Object.assign({}, ...stacks.map(({ template }) => template.Resources));
    expect(alarms.length).toBeGreaterThan(30);
    for (const alarm of alarms) {
      const { Tags, ...properties } = resources[alarm.logicalId].Properties;
      expect(properties).toEqual(alarmProperties(alarm, definition));
      for (const id of resources[alarm.logicalId].DependsOn ?? []) {
        expect(made.get(id)).toBeLessThan(made.get(alarm.logicalId) ?? 0);
      }
    }
  });

  test('are the same whenever they are rendered', async () => {
    expect(await renderCloudwatch(shop(LOGS))).toEqual(await renderCloudwatch(shop(LOGS)));
  });

  test('need neither assets nor a bootstrapped account', () => {
    for (const { template } of stacks) expect(Object.keys(template)).toEqual(['Description', 'Resources']);
  });

  test('hold no more resources than CloudFormation takes, of which render tells in words of the definition', async () => {
    const functions = Array.from({ length: 100 }, (_, index) => `f${index}`);
    const definition = load(`
service: { name: shop, environment: production }
alerts: [${[1, 2, 3, 4, 5, 6].map((above) => `{ name: Errors${above}, severity: info, aws: { namespace: AWS/Lambda, metric: Errors, above: ${above} }, summary: It fails. }`)}]
cloudwatch: { resources: { lambda: [${functions}] } }
`);

    await expect(renderCloudwatch(definition)).rejects.toThrow(
      new Error(`AWS would not take what monitoring.yml asks of it:
  cloudwatch/alarms-shop.template.json: 600 resources, of which there may be 500. Let a service of its own have a monitoring.yml of its own.`),
    );
  });

  test('have names that CloudFormation takes, of which render tells in words of the definition', async () => {
    const named = (environment: string, name = 'shop') =>
      renderCloudwatch(load(`service: { name: ${name}, environment: ${environment} }\ncloudwatch: {}\n`));
    const refused = 'AWS would not take what monitoring.yml asks of it:\n  ';

    await expect(named('1st')).rejects.toThrow(
      new Error(
        `${refused}Names of stacks begin with a letter, unlike 1st-shop-notifications. Set \`cloudwatch.prefix\` to a name that does.`,
      ),
    );
    await expect(named('p'.repeat(63), 's'.repeat(63))).rejects.toThrow(
      `${refused}cloudwatch/notifications.template.json: 141 characters in the stack's name, of which there may be 128. Set a shorter \`cloudwatch.prefix\`.`,
    );
  });

  test('are not there without `cloudwatch`', async () => {
    const { cloudwatch, ...definition } = shop();

    expect(cloudwatch).toBeDefined();
    expect(await renderCloudwatch(definition)).toEqual([]);
  });
});

// A role has them as a list, and some resources as a record.
function tagsOf(tags: unknown): unknown {
  if (Array.isArray(tags)) return tags;
  return Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
}
