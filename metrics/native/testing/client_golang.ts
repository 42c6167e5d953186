import type { NativeSettings } from '../settings.ts';

export const MINUTE = 60_000;
const UP_TO_3 = [0, 1, 1.1, 1.2, 1.4, 1.8, 2, 3];
const UP_TO_4 = [...UP_TO_3, 4];
const THEN_RESET = [0, 1, 1.1, 1.2, 1.4, 1.8, 2, 5, 5.1, 3, 4];
const MIXED = [0, -1, -1.2, -1.4, -1.8, -2, 1, 1.2, 1.4, 1.8, 2];
const SPREAD = [0.0156251, 0.0625, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 3.5, 5, 6, 7, 33.33];

type Buckets = [spans: [offset: number, length: number][], deltas: number[]];

interface Wanted {
  count: number;
  sum: number;
  schema: number;
  threshold?: number;
  zero: number;
  positive?: Buckets;
  negative?: Buckets;
  createdAfterMinutes?: number;
}
export type Scenario = [
  name: string,
  observations: number[],
  settings: Partial<NativeSettings>,
  wanted: Wanted,
];

const five: Buckets = [[[0, 5]], [1, -1, 2, -2, 2]];
const halved: Buckets = [[[0, 5]], [1, 2, -1, -2, 1]];
const widened: Buckets = [[[1, 7]], [1, 1, -2, 2, -2, 0, 1]];
const widenedTwice: Buckets = [[[2, 7]], [2, -2, 2, -2, 0, 1, 0]];
const lastTwo: Buckets = [[[7, 2]], [1, 0]];
const limited = { schema: 2, maxBuckets: 4 };
const widening = { ...limited, maxZeroThreshold: 1.2 };
const resetting = { ...widening, minResetDuration: 5 * MINUTE };

/**
 * Inputs and outcomes of client_golang's TestNativeHistogram (August 2026), one observation a minute. Its growth
 * factors 1.1, 1.2, 4 and 17 are the schemas 3, 2, −1 and −2. Left out: the first scenario, without native buckets,
 * and those that are others mirrored at zero, which the test makes of them.
 */
export const SCENARIOS: readonly Scenario[] = [
  ['no observations', [], { schema: 3 }, { count: 0, sum: 0, schema: 3, zero: 0 }],
  [
    'no observations and a zero threshold of zero, which needs a span without buckets',
    [],
    { schema: 3, zeroThreshold: 0 },
    { count: 0, sum: 0, schema: 3, threshold: 0, zero: 0, positive: [[[0, 0]], []] },
  ],
  [
    'schema 3',
    [0, 1, 2, 3],
    { schema: 3 },
    {
      count: 4,
      sum: 6,
      schema: 3,
      zero: 1,
      positive: [
        [
          [0, 1],
          [7, 1],
          [4, 1],
        ],
        [1, 0, 0],
      ],
    },
  ],
  [
    'schema 2',
    [0, 1, 1.2, 1.4, 1.8, 2],
    { schema: 2 },
    { count: 6, sum: 7.4, schema: 2, zero: 1, positive: five },
  ],
  [
    'schema -1',
    SPREAD,
    { schema: -1 },
    { count: 14, sum: 63.2581251, schema: -1, zero: 0, positive: [[[-2, 6]], [2, 0, 0, 2, -1, -2]] },
  ],
  [
    'schema -2',
    SPREAD,
    { schema: -2 },
    { count: 14, sum: 63.2581251, schema: -2, zero: 0, positive: [[[-1, 4]], [2, 2, 3, -6]] },
  ],
  [
    'negative and positive buckets',
    MIXED,
    { schema: 2 },
    { count: 11, sum: 0, schema: 2, zero: 1, positive: five, negative: five },
  ],
  [
    'a wide zero bucket',
    MIXED,
    { schema: 2, zeroThreshold: 1.4 },
    {
      count: 11,
      sum: 0,
      schema: 2,
      threshold: 1.4,
      zero: 7,
      positive: [[[4, 1]], [2]],
      negative: [[[4, 1]], [2]],
    },
  ],
  [
    'an observation of NaN',
    [0, 1, 1.2, 1.4, 1.8, 2, Number.NaN],
    { schema: 2 },
    { count: 7, sum: Number.NaN, schema: 2, zero: 1, positive: five },
  ],
  [
    'an observation of +Infinity',
    [0, 1, 1.2, 1.4, 1.8, 2, Number.POSITIVE_INFINITY],
    { schema: 2 },
    {
      count: 7,
      sum: Number.POSITIVE_INFINITY,
      schema: 2,
      zero: 1,
      positive: [
        [
          [0, 5],
          [4092, 1],
        ],
        [1, -1, 2, -2, 2, -1],
      ],
    },
  ],
  [
    'an observation of -Infinity',
    [0, 1, 1.2, 1.4, 1.8, 2, Number.NEGATIVE_INFINITY],
    { schema: 2 },
    {
      count: 7,
      sum: Number.NEGATIVE_INFINITY,
      schema: 2,
      zero: 1,
      positive: five,
      negative: [[[4097, 1]], [1]],
    },
  ],
  [
    'a limit that is kept anyway',
    [0, 1, 1.2, 1.4, 1.8, 2],
    limited,
    { count: 6, sum: 7.4, schema: 2, zero: 1, positive: five },
  ],
  [
    'a limit kept by halving the resolution',
    UP_TO_3,
    limited,
    { count: 8, sum: 11.5, schema: 1, zero: 1, positive: halved },
  ],
  [
    'a limit kept by widening the zero bucket',
    UP_TO_3,
    widening,
    { count: 8, sum: 11.5, schema: 2, threshold: 1, zero: 2, positive: widened },
  ],
  [
    'a limit kept by widening the zero bucket twice',
    UP_TO_4,
    widening,
    { count: 9, sum: 15.5, schema: 2, threshold: 1.189207115002721, zero: 3, positive: widenedTwice },
  ],
  [
    'a limit kept by starting anew',
    UP_TO_4,
    resetting,
    { count: 2, sum: 7, schema: 2, zero: 0, positive: lastTwo, createdAfterMinutes: 8 },
  ],
  [
    'halving the resolution, then starting anew',
    THEN_RESET,
    { ...limited, minResetDuration: 9 * MINUTE },
    { count: 3, sum: 12.1, schema: 2, zero: 0, positive: [[[7, 4]], [1, 0, -1, 1]], createdAfterMinutes: 9 },
  ],
  [
    'widening the zero bucket, then starting anew',
    THEN_RESET,
    { ...widening, minResetDuration: 9 * MINUTE },
    { count: 3, sum: 12.1, schema: 2, zero: 0, positive: [[[7, 4]], [1, 0, -1, 1]], createdAfterMinutes: 9 },
  ],
];
