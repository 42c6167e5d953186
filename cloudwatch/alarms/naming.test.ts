import { expect, test } from 'vitest';
import { load, SHOP } from '../testing.ts';
import { Naming } from './naming.ts';

const naming = () => new Naming(load(SHOP));

test('an alarm is called after its alert, with the service where it is another one, and with what tells it apart', () => {
  const names = naming();
  expect(names.give({ alert: 'ApiDown', service: 'shop' })).toEqual({
    name: 'production-shop-ApiDown',
    logicalId: 'ApiDown',
  });
  expect(names.give({ alert: 'Errors', service: 'till', part: '/aws/a b' })).toEqual({
    name: 'production-shop-till-Errors--aws-a-b',
    logicalId: 'TillErrorsAwsAB',
  });
});

test('two alarms that would be called alike are told apart by a digest of what they are', () => {
  const names = naming();
  names.give({ alert: 'Abc', service: 'shop', part: 'Def' });
  const second = names.give({ alert: 'Def', service: 'Abc' });
  expect(second.name).toMatch(/^production-shop-Abc-Def-[0-9a-f]{8}$/);
  expect(second.logicalId).toMatch(/^AbcDef[0-9a-f]{8}$/);
  expect(naming().give({ alert: 'Def', service: 'Abc' }).name).toBe('production-shop-Abc-Def');
});

test('the very same alarm twice is numbered', () => {
  const names = naming();
  const given = [1, 2, 3, 4].map(() => names.give({ alert: 'Abc', service: 'shop' }));
  expect(new Set(given.map(({ name }) => name)).size).toBe(4);
  expect(new Set(given.map(({ logicalId }) => logicalId)).size).toBe(4);
});

test('a name that is too long is cut off, and told apart by the same digest', () => {
  const names = naming();
  const long = (end: string) =>
    names.give({ alert: 'Abc', service: 'shop', part: `${'a'.repeat(300)}${end}` });
  const [one, other] = [long('1'), long('2')];
  expect([one, other].map(({ name, logicalId }) => [name.length, logicalId.length])).toEqual([
    [255, 255],
    [255, 255],
  ]);
  expect(one.name).not.toBe(other.name);
  expect(one.logicalId).not.toBe(other.logicalId);
});
