import { expect, test } from 'vitest';
import { startExample } from '../testing.ts';

test('a pipeline tells each run once, and the last version is the one that runs', async () => {
  const example = await startExample(import.meta.dirname);

  await example.run('sh', 'notify.sh', '1.4.1', 'abc1234', 'production', '16');
  await example.run('sh', 'notify.sh', '1.4.2', 'f3c2a1b', 'production', '17');
  const again = await example.run('sh', 'notify.sh', '1.4.2', 'f3c2a1b', 'production', '17');

  expect(JSON.parse(again)).toMatchObject({ duplicates: 1 });
  await example.has('deployments_total', {}, 2);
  await example.has('deployment_info', {}, 1);
  await example.has('deployment_info', { version: '1.4.2', commit: 'f3c2a1b', environment: 'production' }, 1);
});
