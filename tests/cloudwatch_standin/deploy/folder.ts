import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from '../account/account.ts';
import type { Deployment } from './deploy.ts';
import type { Template } from './template.ts';

const ENDING = '.template.json';
/** Whoever others refer to comes first. */
const FIRST = ['notifications', 'logs'];

interface Target {
  readonly account: Account;
  deploy(template: object, stack: string): Deployment;
}

/**
 * Deploys every template of a folder, and makes what they expect to be there: secrets and log groups. Resolves to what was done,
 * a line each. Rejects where a template cannot be read or deployed.
 */
export async function deployFolder(folder: string, target: Target): Promise<readonly string[]> {
  const names = (await readdir(folder))
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length));
  if (names.length === 0)
    throw new Error(`${folder} has no *${ENDING}. Write them with \`npx goldwatch render\`.`);
  const templates = new Map<string, Template>();
  for (const name of names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))) {
    templates.set(name, JSON.parse(await readFile(join(folder, `${name}${ENDING}`), 'utf8')) as Template);
  }
  const made = makeExpected([...templates.values()], target.account);
  const deployed = [...templates].map(([name, template]) => {
    const { resources } = target.deploy(template, name);
    return `Deployed ${name}: ${Object.keys(resources).length} resources.\n`;
  });
  return [...made, ...deployed];
}

function rank(name: string): number {
  const index = FIRST.indexOf(name);
  return index === -1 ? FIRST.length : index;
}

function makeExpected(templates: readonly Template[], account: Account): string[] {
  const text = JSON.stringify(templates);
  const secrets = [...text.matchAll(/\{\{resolve:secretsmanager:([^:{}]+):/g)].map(([, name = '']) => name);
  const resources = templates.flatMap(({ Resources }) => Object.values(Resources));
  const groups = resources
    .filter(({ Type }) => Type === 'AWS::Logs::MetricFilter')
    .map(({ Properties = {} }) => Properties.LogGroupName)
    .filter((name) => typeof name === 'string')
    .filter(
      (name) =>
        !resources.some(
          ({ Type, Properties }) => Type === 'AWS::Logs::LogGroup' && Properties?.LogGroupName === name,
        ),
    );
  return [
    ...[...new Set(secrets)].map((name) => {
      account.putSecret(name, 'a-secret-of-the-stand-in');
      return `Made the secret ${name}, which the templates expect.\n`;
    }),
    ...[...new Set(groups)].map((name) => {
      account.putLogGroup(name);
      return `Made the log group ${name}, which the templates expect.\n`;
    }),
  ];
}
