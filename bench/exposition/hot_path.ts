import { type Contestant, type Entrant, nodeCommand, ofField, takeTurns, withField } from './contest.ts';
import * as entrants from './entrants.ts';
import type { Group } from './group.ts';
import { GOLDWATCH, type Row } from './row.ts';
import { LABEL_SETS } from './workload.ts';

const { PROM_CLIENT } = entrants;
const CLASSIC = 'typed arrays, classic';
const NATIVE = 'typed arrays, and native';

/** Label sets of the routes that an application answers again and again. */
const FEW = 100;

interface Question extends Omit<Row, 'figures' | 'unit'> {
  readonly command: string;
  readonly without?: readonly string[];
}

const QUESTIONS: readonly Question[] = [
  {
    title: `Counter child, inc, ${FEW} label sets in random order`,
    command: `inc ${FEW}`,
    without: [NATIVE],
    reaches: [{ atMost: 40 }, { beside: PROM_CLIENT, atMost: 0.057 }],
  },
  {
    title: `Histogram child, observe, classic and native buckets, ${FEW} label sets`,
    command: `observe ${FEW}`,
    reaches: [{ atMost: 80 }, { beside: PROM_CLIENT, atMost: 0.073 }],
  },
  {
    title: 'Histogram child, observe, all 7 143 label sets: what is in no cache',
    command: `observe ${LABEL_SETS}`,
    reaches: [],
  },
  {
    title: `Histogram, observe with a label object, classic and native buckets, ${FEW} label sets`,
    command: `observeLabels ${FEW}`,
    reaches: [{ atMost: 250 }, { beside: PROM_CLIENT, atMost: 0.24 }],
  },
];

/** What an application pays per event: for a counter, for a histogram, and for finding the child first. */
export const hotPathGroup: Group = async (settings, done) => {
  const all: Entrant[] = [
    { name: PROM_CLIENT, role: 'peer', command: nodeCommand(entrants.here('peers/prom_client_hot_path.ts')) },
    await entrants.clientGolang(['native']),
    entrants.bound(CLASSIC, 'typed_arrays.ts', ['hot']),
    entrants.bound(NATIVE, 'typed_arrays.ts', ['hot', 'native']),
    { name: GOLDWATCH, role: 'goldwatch', command: nodeCommand(entrants.here('goldwatch_hot_path.ts')) },
  ];
  await withField(all, [], async (field) => {
    for (const { command, without = [], ...row } of QUESTIONS) {
      const measure = (contestant: Contestant) => contestant.ask(command);
      done({ ...row, unit: 'ns', figures: await takeTurns(ofField(field, { without }), settings, measure) });
    }
  });
};
