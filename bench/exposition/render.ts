import { requireAgreement } from './agreement.ts';
import { type Entrant, type Field, ofField, takeTurns, withField } from './contest.ts';
import * as entrants from './entrants.ts';
import type { Group, Settings } from './group.ts';
import { type Figure, GOLDWATCH, type Row } from './row.ts';

const { IN_PLACE, KEPT_STRINGS, PROM_CLIENT, SLICED } = entrants;
const ALL_CHANGED = 'goldwatch, all changed';

/** Rendering as text and as OpenMetrics, also after a small change, and the longest block of the event loop. */
export const renderGroup: Group = async (settings, done) => {
  const all: Entrant[] = [
    entrants.promClient(),
    ...(settings.quick ? [] : await slow()),
    await entrants.clientGolang(),
    entrants.bound(KEPT_STRINGS, 'kept_strings.ts'),
    entrants.bound(SLICED, 'kept_strings.ts', ['sliced']),
    entrants.bound(IN_PLACE, 'in_place.ts'),
    entrants.bound(entrants.MEMCPY, 'memcpy.ts'),
    entrants.goldwatch(),
  ];
  await withField(all, ['fill', 'change 1'], async (field) => {
    await requireAgreement(field, 'text');
    const text = await everythingChanged(field, settings);
    done(text);
    done(await littleChanged(field, settings, text));
    done(await longestBlock(field, settings));
    done(await openMetrics(field, settings));
  });
};

/** Those that a quick look leaves out. */
async function slow(): Promise<Entrant[]> {
  return [entrants.promClientSuccessor(), await entrants.python(), await entrants.openTelemetry()];
}

async function rendered(field: Field, settings: Settings, command: string, every = 1): Promise<Figure[]> {
  return await takeTurns(field, settings, async (contestant) => {
    await contestant.ask(`change ${every}`);
    return await contestant.ask(command);
  });
}

async function everythingChanged(field: Field, settings: Settings): Promise<Row> {
  return {
    title: 'Render text 0.0.4, 100 000 lines, every number changed',
    unit: 'ms',
    figures: await rendered(ofField(field, { without: [SLICED] }), settings, 'render text'),
    reaches: [
      { beside: PROM_CLIENT, atMost: 0.1 },
      { beside: KEPT_STRINGS, atMost: 1.5 },
      { beside: IN_PLACE, atMost: 1.3, stretch: true },
    ],
  };
}

async function littleChanged(field: Field, settings: Settings, text: Row): Promise<Row> {
  const some = ofField(field, { only: [PROM_CLIENT, KEPT_STRINGS, IN_PLACE, GOLDWATCH] });
  const figures = await rendered(some, settings, 'render text', 100);
  const before = text.figures.find(({ name }) => name === GOLDWATCH);
  return {
    title: 'Render text 0.0.4, 100 000 lines, 1 % of the label sets changed',
    unit: 'ms',
    figures: [...figures, { name: ALL_CHANGED, role: 'also', values: before?.values ?? [] }],
    reaches: [
      { beside: PROM_CLIENT, atMost: 0.1 },
      { beside: ALL_CHANGED, atMost: 0.2, stretch: true },
    ],
  };
}

async function longestBlock(field: Field, settings: Settings): Promise<Row> {
  const some = ofField(field, { only: [PROM_CLIENT, KEPT_STRINGS, SLICED, GOLDWATCH] });
  return {
    title: 'Longest block of the event loop while text is rendered',
    unit: 'ms',
    figures: await rendered(some, settings, 'block text'),
    reaches: [{ atMost: 5 }],
  };
}

async function openMetrics(field: Field, settings: Settings): Promise<Row> {
  const without = [entrants.OPEN_TELEMETRY, SLICED, IN_PLACE, entrants.MEMCPY];
  return {
    title: 'Render OpenMetrics 1.0, 100 000 lines, every number changed',
    unit: 'ms',
    figures: await rendered(ofField(field, { without }), settings, 'render openmetrics'),
    reaches: [
      { beside: PROM_CLIENT, atMost: 0.1 },
      { beside: KEPT_STRINGS, atMost: 1.5 },
    ],
  };
}
