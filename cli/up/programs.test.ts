import { expect, test } from 'vitest';
import { loadDefinition } from '../../definition/load.ts';
import { standInProgram } from './programs.ts';

const MAIN = expect.stringMatching(/cloudwatch_standin\/main\.ts$/);

const text = (mirror: string) => `service: { name: shop }\n${mirror}`;
const argumentsFor = (mirror: string, templates: string | null = null) =>
  standInProgram(
    4582,
    {
      definition: loadDefinition(text(mirror), 'monitoring.yml', {}),
      file: 'monitoring.yml',
      path: '/shop/monitoring.yml',
      baseDirectory: '/shop',
      text: text(mirror),
      readAt: 0,
    },
    templates,
  ).args.slice(2);

test('the stand-in for CloudWatch is of the region that is mirrored to, as it refuses what is signed for another', () => {
  const own =
    'mirror: { cloudwatch: { namespace: Shop, region: eu-central-1, select: [{ series: goldwatch_ready }] } }';

  expect(argumentsFor(own)).toEqual([MAIN, '--port', '4582', '--region', 'eu-central-1']);
  expect(argumentsFor('')).toEqual([MAIN, '--port', '4582', '--region', 'us-east-1']);
});

test('the stand-in for CloudWatch deploys the templates that were rendered', () => {
  expect(argumentsFor('', '/shop/state/native/cloudwatch').slice(-2)).toEqual([
    '--deploy',
    '/shop/state/native/cloudwatch',
  ]);
});
