import { expect, test } from 'vitest';
import { damageReport } from './damage.ts';

test('a file that is cut off and one that is damaged are told apart, with what to do', () => {
  expect(damageReport({ path: '/a.gz', what: null, isCounted: true })).toEqual({
    reason: 'truncated',
    problem:
      'The log file /a.gz ends in the middle of its gzip data, and has not grown for a minute. Lines before that are counted. ' +
      'Put a good copy there; it is read on when it changes.',
  });
  expect(damageReport({ path: '/a.gz', what: 'it is wet', isCounted: false })).toEqual({
    reason: 'damaged',
    problem:
      'The log file /a.gz is damaged: it is wet. None of its lines is counted. Put a good copy there; it is read on when it changes.',
  });
});
