import type { Contestant } from '../exposition/contest.ts';
import { takeTurns, withField } from '../exposition/contest.ts';
import type { Group } from '../exposition/group.ts';
import { type Figure, GOLDWATCH } from '../exposition/row.ts';
import * as entrants from './entrants.ts';
import { fewestRequests } from './fewest_requests.ts';
import { BUCKETS, HISTOGRAMS, SERIES } from './workload.ts';

const WORKLOAD = `${SERIES} datums, ${HISTOGRAMS} of them histograms of ${BUCKETS} buckets`;

/** What one interval costs, from the reading until AWS has answered, and in how many requests. */
export const intervalGroup: Group = async (settings, done) => {
  await entrants.withStandIn(async (endpoint, got) => {
    const all = [entrants.sdk(endpoint), entrants.loop(endpoint), await entrants.goldwatch(endpoint)];
    const fewest = await fewestRequests(endpoint);
    const requests: number[] = [];
    const processor = async (contestant: Contestant) => {
      await contestant.ask('change');
      const before = await got();
      const time = await contestant.ask('processor');
      const after = await got();
      const expected = contestant.entrant.name === entrants.LOOP ? SERIES / entrants.LOOP_EVERY : SERIES;
      const accepted = after.datums - before.datums;
      if (accepted !== expected) throw new Error(`The stand-in took ${accepted} datums, not ${expected}.`);
      if (contestant.entrant.name === GOLDWATCH) requests.push(after.requests - before.requests);
      return time;
    };
    const figures = await withField(all, ['change'], (field) => takeTurns(field, settings, processor));
    done({
      title: `Processor time of an interval, all threads: ${WORKLOAD}`,
      unit: 'ms',
      figures,
      reaches: [{ beside: entrants.SDK, atMost: 2 }],
      note:
        `goldwatch reads them, notes its state, spools and sends; the SDK has them ready. A request for each: ` +
        `one datum in ${entrants.LOOP_EVERY}, scaled.`,
    });
    const figure: Figure = {
      name: GOLDWATCH,
      role: 'goldwatch',
      values: requests.slice(settings.warmUp).map((count) => count / fewest),
    };
    done({
      title: `Requests of an interval, as a share of the ${fewest} that the limits allow at least`,
      unit: 'share',
      figures: [figure],
      reaches: [{ atMost: 1 }],
    });
  });
};
