import { takeTurns, withField } from '../exposition/contest.ts';
import type { Group } from '../exposition/group.ts';
import type { Row } from '../exposition/row.ts';
import * as entrants from './entrants.ts';
import { LINES } from './workload.ts';

const MOST = 3;

/** What it takes to parse a page. */
export const parseGroup: Group = async (settings, done) => {
  for (const format of ['text', 'openmetrics'] as const) {
    const all = [
      ...(format === 'text' ? [await entrants.peer()] : []),
      entrants.jsonParse(format),
      entrants.parser(format),
    ];
    await withField(all, ['first'], async (field) => {
      const row = async (title: string, command: string, reaches: Row['reaches']) => {
        const figures = await takeTurns(field, settings, (contestant) => contestant.ask(command));
        done({ title: `${title} ${format}, ${LINES} lines: processor time`, unit: 'ms', figures, reaches });
      };
      await row('Parse a page that was not there before,', 'first', []);
      await row('Parse a page of which all numbers have changed,', 'again', [
        { beside: entrants.JSON_PARSE, atMost: MOST },
      ]);
    });
  }
};
