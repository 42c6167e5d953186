import type { Account } from '../account/account.ts';
import { readAlarmRule } from '../account/alarm_rule.ts';
import { ACCOUNT_ID } from '../account/identity.ts';
import { NO_VALUE, resolved, type Scope } from './intrinsics.ts';
import { otherArn, otherName, type ResolvedResource } from './resource_type.ts';
import { TYPES } from './resources.ts';
import { allBefore, creationOrder, type Template, templateProblems } from './template.ts';

/** What came of a deployment. */
export interface Deployment {
  readonly stack: string;
  /** Physical names by logical id, in the order in which they were created. */
  readonly resources: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

interface Planned extends ResolvedResource {
  readonly type: string;
  readonly name: string;
}

/** Deploys a template into an account. Throws an Error with all that is wrong with it; then nothing has changed. */
export function deploy(template: object, stack: string, account: Account): Deployment {
  const read = template as Template;
  refuse(stack, templateProblems(read));
  const order = inStack(stack, () => creationOrder(read));
  const names = new Map<string, string>();
  const scope = scopeOf(read, stack, account, names);
  const planned = order.map((id) => plan(id, read, stack, scope, names));
  refuse(stack, [
    ...planned.flatMap(problemsOf),
    ...duplicates(planned, stack, account),
    ...missing(planned, read, account),
  ]);
  for (const { type, id, name, properties } of planned) {
    inStack(`${stack}: ${id}`, () => TYPES[type]?.create(name, properties, account));
  }
  for (const resource of planned) account.owners.set(keyOf(resource), stack);
  const outputs = outputsOf(read, scope, account);
  return { stack, resources: Object.fromEntries(planned.map(({ id, name }) => [id, name])), outputs };
}

function plan(
  id: string,
  { Resources }: Template,
  stack: string,
  scope: Scope,
  names: Map<string, string>,
): Planned {
  const { Type: type = '', Properties = {} } = Resources[id] ?? {};
  const properties = inStack(`${stack}: ${id}`, () => resolved(Properties, scope)) as Planned['properties'];
  const resource = { stack, id, properties };
  const name = (TYPES[type]?.nameOf ?? otherName)(resource);
  names.set(id, name);
  return { ...resource, type, name };
}

function scopeOf(
  { Resources, Parameters = {}, Mappings }: Template,
  stack: string,
  account: Account,
  names: ReadonlyMap<string, string>,
): Scope {
  const { region } = account;
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': ACCOUNT_ID,
    'AWS::NoValue': NO_VALUE,
    'AWS::NotificationARNs': [],
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${ACCOUNT_ID}:stack/${stack}/1`,
    'AWS::StackName': stack,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const typeOf = (id: string) => TYPES[Resources[id]?.Type ?? ''];
  return {
    mappings: Mappings,
    imported: (name) => account.exports.get(name),
    secret: (name) => account.secrets.get(name)?.value,
    ref: (name) => {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      if (Object.hasOwn(Parameters, name)) return Parameters[name]?.Default;
      const physical = names.get(name);
      return physical === undefined ? undefined : (typeOf(name)?.ref?.(physical, region) ?? physical);
    },
    attribute: (id, attribute) => {
      const name = names.get(id);
      if (name === undefined)
        throw new Error(`Template error: instance of Fn::GetAtt references undefined resource ${id}`);
      const found = typeOf(id)?.attributes(name, region)[attribute];
      if (found !== undefined) return found;
      if (typeOf(id) !== undefined)
        throw new Error(
          `Requested attribute ${attribute} does not exist in schema for ${Resources[id]?.Type}`,
        );
      return otherArn(Resources[id]?.Type ?? '', name, region);
    },
  };
}

function problemsOf({ type, id, name, properties }: Planned): string[] {
  return (TYPES[type]?.problems(name, properties) ?? []).map((problem) => `${id}: ${problem}`);
}

function duplicates(planned: readonly Planned[], stack: string, { owners }: Account): string[] {
  const seen = new Map<string, string>();
  return planned.flatMap((resource) => {
    const { type, id, name } = resource;
    const key = keyOf(resource);
    const other = seen.get(key);
    seen.set(key, id);
    if (!Object.hasOwn(TYPES, type)) return [];
    if (other !== undefined) return [`${id}: ${name} already exists: it is ${other}.`];
    const owner = owners.get(key) ?? stack;
    return owner === stack ? [] : [`${id}: ${name} already exists in the stack ${owner}.`];
  });
}

/** By what a resource must be the only one; metric alarms and composite ones share their names. */
function keyOf({ type, name, properties }: Planned): string {
  return JSON.stringify([type.replace('Composite', ''), name, properties.LogGroupName]);
}

/** What composite alarms speak of must be there before they are: in the account, or among what they depend on. */
function missing(planned: readonly Planned[], template: Template, account: Account): string[] {
  return planned.flatMap(({ type, id, properties }) => {
    if (type !== 'AWS::CloudWatch::CompositeAlarm') return [];
    const { AlarmRule, ActionsSuppressor } = properties;
    const before = allBefore(id, template);
    const made = planned.filter((one) => before.has(one.id)).map(({ name }) => name);
    const spoken = [
      ...readRule(AlarmRule),
      ...(ActionsSuppressor === undefined ? [] : [String(ActionsSuppressor)]),
    ];
    return spoken
      .map((alarm) => alarm.replace(/^arn:aws:cloudwatch:[^:]*:\d+:alarm:/, ''))
      .filter((alarm) => !made.includes(alarm) && account.alarms.find(alarm) === undefined)
      .map((alarm) => missingAlarm(id, alarm, planned));
  });
}

function missingAlarm(id: string, alarm: string, planned: readonly Planned[]): string {
  const later = planned.find(({ name, type }) => name === alarm && type.startsWith('AWS::CloudWatch::'));
  if (later === undefined) return `${id}: the alarm ${alarm} does not exist.`;
  return `${id}: the alarm ${alarm} may not exist yet, for ${id} does not depend on ${later.id}.`;
}

function readRule(rule: unknown): readonly string[] {
  try {
    return readAlarmRule(String(rule)).alarms;
  } catch {
    return [];
  }
}

function outputsOf({ Outputs = {} }: Template, scope: Scope, account: Account): Record<string, unknown> {
  const outputs: Record<string, unknown> = {};
  for (const [name, { Value, Export }] of Object.entries(Outputs)) {
    outputs[name] = resolved(Value, scope);
    if (Export !== undefined) account.exports.set(String(resolved(Export.Name, scope)), outputs[name]);
  }
  return outputs;
}

function inStack<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}`);
  }
}

function refuse(stack: string, problems: readonly string[]): void {
  if (problems.length > 0)
    throw new Error(
      `The stack ${stack} cannot be deployed:\n${problems.map((one) => `- ${one}`).join('\n')}`,
    );
}
