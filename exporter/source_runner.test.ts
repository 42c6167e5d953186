import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { collectFamilies } from '../metrics/exposition/collect.ts';
import { renderText } from '../metrics/exposition/text.ts';
import { MetricRegistry } from '../metrics/registry.ts';
import { sumOf } from '../tests/support/metrics.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { SelfMetrics } from './self_metrics.ts';
import { SourceRunner } from './source_runner.ts';
import { capturedLog, LOGS, settingsOf, writeInto } from './testing.ts';
import { lastingResources } from './testing_resources.ts';

const CHECKPOINT = 'sources/logs/checkpoint.json';

/** A runner whose one source cannot start, since its state is damaged. */
async function brokenRunner(retry: { firstMs: number; longestMs: number }) {
  const directory = await temporaryDirectory();
  await writeInto(directory, CHECKPOINT, 'not JSON');
  const registry = new MetricRegistry({ seriesLimit: 10_000 });
  const self = new SelfMetrics(registry, { version: '1', node_version: '24' });
  const { log, captured } = capturedLog();
  const runner = new SourceRunner({ registry, self, log, stateDirectory: directory, retry });
  onTestFinished(() => runner.stop());
  const page = async () => {
    const fail = (_metric: string, error: unknown) => {
      throw error;
    };
    return renderText(await collectFamilies(registry.registry, fail));
  };
  return {
    directory,
    registry,
    runner,
    log: captured,
    page,
    settings: settingsOf({ sources: [LOGS] }, directory),
  };
}

test('a source that cannot start is tried again and again, and starts once it can', async () => {
  const { directory, registry, runner, log, page, settings } = await brokenRunner({
    firstMs: 1,
    longestMs: 20,
  });
  await runner.apply(settings);
  await runner.caughtUp();
  const errors = async () => sumOf(await page(), 'goldwatch_source_errors_total', { reason: 'start' });
  await expect.poll(errors).toBeGreaterThan(3);
  expect(await page()).toContain('goldwatch_source_up{source="logs",type="logs"} 0\n');
  expect(runner.states).toEqual([{ id: 'logs', trouble: expect.stringContaining('is damaged') }]);
  expect(registry.limit.used, 'an attempt that failed leaves no series').toBe(0);

  await rm(join(directory, CHECKPOINT));

  await expect.poll(page).toContain('goldwatch_source_up{source="logs",type="logs"} 1\n');
  expect(runner.states).toEqual([{ id: 'logs', trouble: null }]);
  expect(log.messages()).toContain('The source works again.');
  expect(log.messages('error'), 'the same trouble is logged once').toEqual([
    `The state file ${join(directory, CHECKPOINT)} is damaged or of another version. Move it away to start counting ` +
      'afresh at the end of the logs; Prometheus takes that for a restart of the counters.',
  ]);
});

test('stopping ends the attempts, and takes every series of the source away', async () => {
  const lasting = lastingResources();
  const { runner, page, settings } = await brokenRunner({ firstMs: 100_000, longestMs: 100_000 });
  await lasting.of(() => runner.apply(settings));
  expect(await page()).toContain('source="logs"');

  await lasting.of(() => runner.stop());

  expect(await lasting.left()).toEqual([]);
  expect(await page()).not.toContain('source="logs"');
  expect(runner.states).toEqual([]);
});

test('stopping in the middle of starting, however far that is, ends what had just started', async () => {
  for (let turns = 0; turns < 20; turns += 1) {
    const lasting = lastingResources();
    const { directory, runner, registry, settings } = await brokenRunner({ firstMs: 1, longestMs: 1 });
    await rm(join(directory, CHECKPOINT));

    await lasting.of(async () => {
      const applied = runner.apply(settings);
      while (runner.states.length === 0) await Promise.resolve();
      for (let turn = 0; turn < turns; turn += 1) await nextTurn();
      await runner.stop();
      await applied;
    });

    expect(await lasting.left()).toEqual([]);
    expect(registry.limit.used).toBe(0);
  }
});
