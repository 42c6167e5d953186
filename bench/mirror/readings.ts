import type { Commands } from '../exposition/contestant.ts';
import { readingsOf } from './datums.ts';
import { longestBlocks, processorTime } from './measure.ts';
import { INTERVAL_MS, settingsFor, Workload } from './workload.ts';

/** Readings of many counters, most of which may be beyond the budget. */
export function create(budget: string, counters: string): Commands {
  const settings = settingsFor({ endpoint: 'http://127.0.0.1:1', budget: Number(budget) });
  const workload = new Workload(settings, Number(counters), 0);
  const readings = readingsOf(workload, settings);
  const read = async () => {
    const { datums, beyondBudget } = await readings.read(Math.floor(Date.now() / INTERVAL_MS) * INTERVAL_MS);
    const expected = Math.min(Number(budget), Number(counters));
    if (datums.length !== expected || datums.length + beyondBudget.count !== Number(counters)) {
      throw new Error(`There are ${datums.length} datums, and ${beyondBudget.count} beyond the budget.`);
    }
  };
  return {
    change: () => workload.change(),
    processor: () => processorTime(read),
    blocks: () => longestBlocks(read),
  };
}
