import { expect, test } from 'vitest';
import { type Point, stateOf } from './missing_data.ts';

/** Points as the user guide writes them: the newest on the right, 0 within the limit, X beyond it, - without data. */
function range(text: string): Point[] {
  const points = { '0': 'ok', X: 'breaching', '-': 'missing' } as const;
  return text
    .split(' ')
    .reverse()
    .map((sign) => points[sign as keyof typeof points]);
}

const RETAINED = null;
const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'];

function outcomes(text: string, datapoints: number) {
  return TREATMENTS.map((treatMissingData) =>
    stateOf(range(text), { periods: 3, datapoints, treatMissingData }),
  );
}

// Amazon CloudWatch user guide, "How alarm state is evaluated when data is missing": the two tables, of which the evaluation range is five.
test.each([
  ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
  ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
  ['- - - - -', ['INSUFFICIENT_DATA', RETAINED, 'ALARM', 'OK']],
  ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['- - X - -', ['ALARM', RETAINED, 'ALARM', 'OK']],
])(
  'three out of three periods: %s is, for missing, ignore, breaching and notBreaching, %j',
  (text, states) => {
    expect(outcomes(text, 3)).toEqual(states);
  },
);

test.each([
  ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - X -', ['ALARM', RETAINED, 'ALARM', 'OK']],
])('two out of three periods: %s is, for missing, ignore, breaching and notBreaching, %j', (text, states) => {
  expect(outcomes(text, 2)).toEqual(states);
});

test.each(['- - - - X', '- - - X -'])(
  'an alarm whose data has only just begun, %s, does not fire before there is more of it',
  (text) => {
    expect(outcomes(text, 3)).toEqual(['INSUFFICIENT_DATA', RETAINED, 'ALARM', 'OK']);
  },
);

test('a treatment of missing data that CloudWatch does not have is refused', () => {
  expect(() => stateOf(range('- - -'), { periods: 3, datapoints: 3, treatMissingData: 'bad' })).toThrow(
    'An alarm cannot treat missing data as bad.',
  );
});
