import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { stackTemplates } from '../cloudwatch/render.ts';
import { loadDefinition } from '../definition/load.ts';
import { startCloudWatch } from './cloudwatch_standin/standin.ts';
import { PROJECT } from './support/process.ts';

const EXAMPLES = join(PROJECT, 'examples');

/** Every definition of the examples that has `cloudwatch`, by its folder. */
async function examples() {
  const found = [];
  for (const name of await readdir(EXAMPLES)) {
    const text = await readFile(join(EXAMPLES, name, 'monitoring.yml'), 'utf8').catch(() => '');
    if (/^cloudwatch:/m.test(text))
      found.push({ name, definition: loadDefinition(text, `${name}/monitoring.yml`, {}) });
  }
  return found;
}

const secrets = (template: object) =>
  [...JSON.stringify(template).matchAll(/\{\{resolve:secretsmanager:([^:{}]+):/g)].map(
    ([, name = '']) => name,
  );

test.each(await examples())('what is rendered of $name is what AWS takes', async ({ definition }) => {
  const standIn = await startCloudWatch();
  onTestFinished(() => standIn.close());
  const { account } = standIn;
  for (const { name, exists } of definition.cloudwatch?.logs.groups ?? [])
    if (exists) account.putLogGroup(name);
  for (const { name, template } of await stackTemplates(definition)) {
    for (const secret of secrets(template)) account.putSecret(secret, 'a-secret');
    standIn.deploy(template, name);
  }

  expect(account.alarms.all.length).toBeGreaterThan(5);
  expect(account.dashboards.size).toBeGreaterThan(2);
  // An alarm without data is one that nobody has to hear of, but for what watches the monitoring itself.
  standIn.evaluateAlarms();
  const firing = account.alarms.all.filter(({ kind, state }) => kind === 'metric' && state.value === 'ALARM');
  expect(firing.map(({ properties }) => properties.TreatMissingData)).toEqual(firing.map(() => 'breaching'));
});
