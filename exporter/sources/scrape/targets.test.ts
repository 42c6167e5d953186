import { expect, test } from 'vitest';
import { targetsOf } from './targets.ts';

const instances = (...addresses: readonly string[]) => targetsOf(addresses).map(({ instance }) => instance);

test('an instance is host and port, and what tells several of these apart', () => {
  expect(instances('http://a/metrics', 'https://b/metrics')).toEqual(['a:80', 'b:443']);
  expect(instances('http://a:1/x', 'http://a:1/y?module=z')).toEqual(['a:1/x', 'a:1/y?module=z']);
});

test('a secret in an address is in no label', () => {
  expect(instances('http://a:1/x?token=s3cret&module=z', 'http://a:1/y?api_key=abc')).toEqual([
    'a:1/x?token=<secret>&module=z',
    'a:1/y?api_key=<secret>',
  ]);
});

test('addresses that only a secret tells apart are two instances all the same', () => {
  expect(instances('http://a:1/x?token=one', 'http://a:1/x?token=two')).toEqual([
    'a:1/x?token=<secret>',
    'a:1/x?token=<secret>#2',
  ]);
});
