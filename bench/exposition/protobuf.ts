import { requireAgreement } from './agreement.ts';
import { takeTurns, withField } from './contest.ts';
import * as entrants from './entrants.ts';
import type { Group, Settings } from './group.ts';
import type { Reach, Row } from './row.ts';

const { CLIENT_GOLANG, MINIMAL_PROTOBUF } = entrants;

/** Rendering as delimited protobuf: classic buckets alone, and with native ones. */
export const protobufGroup: Group = async (settings, done) => {
  done(
    await protobuf(settings, {
      title: 'Render protobuf, the same label sets, classic buckets only',
      options: ['classic'],
      commands: ['fill', 'change'],
      reaches: [
        { atMost: 15 },
        { beside: CLIENT_GOLANG, atMost: 0.13 },
        { beside: MINIMAL_PROTOBUF, atMost: 2 },
      ],
    }),
  );
  done(
    await protobuf(settings, {
      title: 'Render protobuf, the same label sets, with 40 native buckets each',
      options: ['native'],
      commands: ['fillNative', 'changeNative'],
      reaches: [{ beside: MINIMAL_PROTOBUF, atMost: 2 }],
    }),
  );
};

interface Variant {
  readonly title: string;
  readonly options: readonly string[];
  readonly commands: readonly [fill: string, change: string];
  readonly reaches: readonly Reach[];
}

async function protobuf(settings: Settings, { title, options, commands, reaches }: Variant): Promise<Row> {
  const [fill, change] = commands;
  const all = [
    await entrants.clientGolang(options),
    entrants.bound(MINIMAL_PROTOBUF, 'protobuf.ts', options),
    entrants.goldwatch(options),
  ];
  const figures = await withField(all, [fill, `${change} 1`], async (field) => {
    await requireAgreement(field, 'protobuf');
    return await takeTurns(field, settings, async (contestant) => {
      await contestant.ask(`${change} 1`);
      return await contestant.ask('render protobuf');
    });
  });
  return { title, unit: 'ms', figures, reaches };
}
