import { expect, test } from 'vitest';
import { capturedLog } from '../../testing.ts';
import { pageAssets, prepareAssets } from './assets.ts';
import { assetsIfAny } from './page_routes.ts';

test('scripts that cannot be built are logged, asked for by many and tried once, and pages go without them', async () => {
  const { log, captured } = capturedLog();
  let tries = 0;
  const broken = () => {
    tries += 1;
    return Promise.reject(new Error('esbuild does not run here.'));
  };

  await expect(pageAssets(broken)).rejects.toThrow('esbuild does not run here.');
  await expect(pageAssets(broken)).rejects.toThrow('esbuild does not run here.');
  await prepareAssets(log);

  expect(await assetsIfAny()).toBe(null);
  expect(tries).toBe(1);
  expect(captured.lines).toMatchObject([
    {
      level: 50,
      err: { message: 'esbuild does not run here.' },
      msg: 'The script of the status page cannot be built: the page shows what was true when it was loaded, and nothing live.',
    },
  ]);
});
