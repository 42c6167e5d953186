import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib/core';
import type { Definition } from '../../definition/schema.ts';
import type { Alarm } from '../alarms/alarm.ts';
import type { Dashboard } from '../dashboards/index.ts';
import { goldenSignalsDashboard } from '../names.ts';
import type { Template } from '../template_text.ts';
import type { StackTemplate } from '../templates.ts';
import { addAlarms } from './alarms.ts';
import { addDashboards } from './dashboards.ts';
import { addNotifications } from './notifications.ts';
import { newApp, newStack, stackName } from './stack.ts';

/** What stacks are made of, beside the definition. */
export interface StackParts {
  /** What a composite alarm is made of comes before it. */
  readonly alarms: readonly Alarm[];
  readonly dashboards: readonly Dashboard[];
  /** Log groups and all that hangs on them; null without any. */
  readonly addLogs: ((stack: Stack, definition: Definition) => void) | null;
}

/**
 * The templates of a definition, in the order in which they are deployed; those with nothing in them are left out. Where it
 * validates, it throws what CloudFormation's schemas have against them.
 */
export function synthesize(
  definition: Definition,
  parts: StackParts,
  { validates = false } = {},
): StackTemplate[] {
  const directory = mkdtempSync(join(tmpdir(), 'goldwatch-cdk-'));
  try {
    const app = newApp(directory, validates);
    const made: { name: string; stack: Stack }[] = [];
    let count = 0;
    const add = (name: string, what: string, fill: (stack: Stack) => void) => {
      count += 1;
      // Two services may differ in what a stack's name cannot hold; limits.ts tells of it.
      const stack = newStack(app, `stack-${count}`, definition, what);
      fill(stack);
      if (stack.node.children.length === 0) app.node.tryRemoveChild(stack.node.id);
      else made.push({ name, stack });
    };
    add('notifications', 'Topics of alarms, and who hears of them.', (stack) =>
      addNotifications(stack, definition),
    );
    const { addLogs, alarms, dashboards } = parts;
    if (addLogs !== null) {
      add('logs', 'Log groups, metric filters and saved queries.', (stack) => addLogs(stack, definition));
    }
    for (const service of new Set(alarms.map((alarm) => alarm.service))) {
      const its = alarms.filter((alarm) => alarm.service === service);
      add(`alarms-${service}`, `Alarms of ${service}.`, (stack) => addAlarms(stack, its, definition));
    }
    for (const [name, its] of dashboardsByStack(definition, dashboards)) {
      add(name, 'Dashboards.', (stack) => addDashboards(stack, its));
    }
    const assembly = app.synth();
    return made.map(({ name, stack }) => ({
      name,
      stackName: stackName(definition, name),
      template: assembly.getStackArtifact(stack.artifactId).template as Template,
    }));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

// Those of a service's golden signals are as large as all others together, and nothing refers to them.
function dashboardsByStack(
  definition: Definition,
  dashboards: readonly Dashboard[],
): ReadonlyMap<string, readonly Dashboard[]> {
  const begin = goldenSignalsDashboard(definition, '');
  return Map.groupBy(dashboards, ({ name }) =>
    name.startsWith(begin) ? `dashboards-${name.slice(begin.length)}` : 'dashboards',
  );
}
