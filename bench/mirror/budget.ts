import { takeTurns, withField } from '../exposition/contest.ts';
import type { Group } from '../exposition/group.ts';
import { GOLDWATCH } from '../exposition/row.ts';
import * as entrants from './entrants.ts';
import type { Blocks } from './measure.ts';

const SERIES = 100_000;
const BUDGET = 100;
const ALL = `a budget of ${SERIES}`;

/** What a reading of far more series than the budget has room for takes. */
export const budgetGroup: Group = async (settings, done) => {
  const all = [
    entrants.readings(ALL, 'also', SERIES, SERIES),
    entrants.readings(GOLDWATCH, 'goldwatch', BUDGET, SERIES),
  ];
  // The second reading is the first that meets series it knows.
  await withField(all, ['change', 'processor'], async (field) => {
    const title = `${SERIES} counters that have all grown against a budget of ${BUDGET}`;
    const processor = await takeTurns(field, settings, async (contestant) => {
      await contestant.ask('change');
      return await contestant.ask('processor');
    });
    done({ title: `${title}: processor time of a reading`, unit: 'ms', figures: processor, reaches: [] });
    const blocks = await takeTurns(field, settings, async (contestant) => {
      await contestant.ask('change');
      return (await contestant.ask<Blocks>('blocks')).running;
    });
    done({
      title: `${title}: longest block, less waiting for a core`,
      unit: 'ms',
      figures: blocks,
      reaches: [{ atMost: 10 }],
    });
  });
};
