import { expect, test } from 'vitest';
import { savedFile } from './tracked_file.ts';

test('positions that were saved before compressed files were read are taken up', () => {
  const old = {
    path: '/log',
    home: '/log',
    identity: '1:2',
    gone: false,
    fingerprint: { length: 0, hash: '' },
    offset: 3,
    skipping: false,
  };
  expect(savedFile.parse(old)).toEqual({ ...old, uncounted: 0, finished: '', seed: 0 });
});
