import { takeTurns, withField } from './contest.ts';
import * as entrants from './entrants.ts';
import type { Group } from './group.ts';

// So large a young generation that nothing is collected during a scrape: all that it took is still there.
const NO_COLLECTION = [
  '--min-semi-space-size=1024',
  '--max-semi-space-size=1024',
  '--initial-old-space-size=2048',
];

/** What one scrape takes from the heap and from outside of it. */
export const allocationGroup: Group = async (settings, done) => {
  const all = [
    entrants.promClient(NO_COLLECTION),
    entrants.bound(entrants.KEPT_STRINGS, 'kept_strings.ts', [], NO_COLLECTION),
    entrants.bound(entrants.IN_PLACE, 'in_place.ts', [], NO_COLLECTION),
    entrants.goldwatch([], NO_COLLECTION),
  ];
  const figures = await withField(all, ['fill', 'change 1'], (field) =>
    takeTurns(field, settings, async (contestant) => {
      await contestant.ask('change 1');
      return (await contestant.ask('allocated text')) / 1e6;
    }),
  );
  done({
    title: 'Allocated per scrape, text 0.0.4, heap and external memory',
    unit: 'MB',
    figures,
    reaches: [{ atMost: 30 }, { atMost: 2, stretch: true }],
  });
};
