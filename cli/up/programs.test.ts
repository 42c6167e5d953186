import { expect, test } from 'vitest';
import { loadDefinition } from '../../definition/load.ts';
import { standInProgram } from './programs.ts';

const text = (mirror: string) => `service: { name: shop }\n${mirror}`;
const argumentsFor = (mirror: string) =>
  standInProgram(4582, {
    definition: loadDefinition(text(mirror), 'monitoring.yml', {}),
    file: 'monitoring.yml',
    path: '/shop/monitoring.yml',
    baseDirectory: '/shop',
    text: text(mirror),
    readAt: 0,
  }).args.slice(-4);

test('the stand-in for CloudWatch is of the region that is mirrored to, as it refuses what is signed for another', () => {
  const own =
    'mirror: { cloudwatch: { namespace: Shop, region: eu-central-1, select: [{ series: goldwatch_ready }] } }';

  expect(argumentsFor(own)).toEqual(['--port', '4582', '--region', 'eu-central-1']);
  expect(argumentsFor('')).toEqual(['--port', '4582', '--region', 'us-east-1']);
});
