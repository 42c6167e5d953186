import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Route, withDrills, withoutDrillSources } from './drill.ts';

const SINGLE = { name: 'native' } as const;
const WAITING = { receiver: 'goldwatch', group_by: ['alertname'], group_wait: '30s' };

describe('a route tree with drills', () => {
  test('lets a drill go where a real alert goes, at once, and with nobody else in the message', () => {
    const tree = { ...WAITING, routes: [{ receiver: 'critical', matchers: ['severity="critical"'] }] };

    expect(withDrills(tree, SINGLE)).toEqual({
      ...WAITING,
      group_by: ['alertname', 'goldwatch_drill'],
      routes: [
        {
          receiver: 'critical',
          matchers: ['severity="critical"'],
          routes: [{ matchers: ['goldwatch_drill!=""'], group_wait: '0s', group_interval: '5s' }],
        },
      ],
    });
  });

  test('has no news of a drill before the second of a pair has heard of the first, which takes 15 s', () => {
    const leaf = { receiver: 'critical' };

    expect(withDrills({ ...WAITING, routes: [leaf] }, { name: 'compose' }).routes?.[0]?.routes).toEqual([
      { matchers: ['goldwatch_drill!=""'], group_wait: '0s', group_interval: '20s' },
    ]);
  });

  test('is mute for drills when it is mute for real alerts, which Alertmanager does not pass on by itself', () => {
    const leaf = { receiver: 'warning', mute_time_intervals: ['night'], active_time_intervals: ['week'] };

    expect(withDrills({ ...WAITING, routes: [leaf] }, SINGLE).routes?.[0]?.routes?.[0]).toMatchObject({
      mute_time_intervals: ['night'],
      active_time_intervals: ['week'],
    });
  });

  test('leaves alone what waits for nobody anyway', () => {
    const leaf = { receiver: 'goldwatch', group_wait: '0s', group_interval: '5s' };

    expect(withDrills({ ...WAITING, routes: [leaf] }, SINGLE).routes).toEqual([leaf]);
  });

  test('groups apart wherever a route groups by labels of its own', () => {
    const routes = [{ group_by: ['service'] }, { group_by: ['...'] }, { group_by: ['goldwatch_drill'] }];

    expect(withDrills({ ...WAITING, routes }, SINGLE).routes?.map(({ group_by }) => group_by)).toEqual([
      ['service', 'goldwatch_drill'],
      ['...'],
      ['goldwatch_drill'],
    ]);
  });

  test('is the same tree but for the leaves of drills and what is grouped by', () => {
    const { tree } = fc.letrec<{ tree: Route }>((tie) => ({
      tree: fc.record(
        {
          receiver: fc.constantFrom('a', 'b'),
          matchers: fc.constantFrom(['severity="critical"'], []),
          continue: fc.boolean(),
          group_wait: fc.constantFrom('0s', '30s'),
          routes: fc.array(tie('tree'), { maxLength: 2, depthIdentifier: 'depth' }),
        },
        { requiredKeys: ['receiver'] },
      ),
    }));
    const withoutLeaves = ({ routes = [], group_by: _, ...route }: Route): Route => ({
      ...route,
      routes: routes
        .filter(({ matchers }) => (matchers as string[] | undefined)?.[0] !== 'goldwatch_drill!=""')
        .map(withoutLeaves),
    });

    fc.assert(
      fc.property(tree, (given) => {
        expect(withoutLeaves(withDrills(given, SINGLE))).toEqual(withoutLeaves(given));
      }),
    );
  });
});

test('a drill silences no real alert', () => {
  const rule = {
    source_matchers: ['severity="critical"'],
    target_matchers: ['severity="warning"'],
    equal: ['service'],
  };

  expect(withoutDrillSources([rule])).toEqual([
    { ...rule, source_matchers: ['severity="critical"', 'goldwatch_drill=""'] },
  ]);
});
