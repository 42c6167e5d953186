import { expect, test } from 'vitest';
import { logsResources } from './index.ts';
import { logsDefinition } from './testing.ts';

const GROUPS = 'logs: { groups: [{ name: /shop/backend, archive: true }, { name: /shop/debug }] }';

test('the archive has the log groups that ask for it, and its times in days', () => {
  const definition = logsDefinition({
    cloudwatch: `${GROUPS}\n  archive: { bucket: shop-lines, glacier_after: 30d, expire_after: 52w }`,
  });
  expect(logsResources(definition).archive).toEqual({
    bucket: 'shop-lines',
    stream: 'production-shop-log-archive',
    glacierAfterDays: 30,
    expireAfterDays: 364,
    groups: ['/shop/backend'],
  });
});

test('lines stay for ever unless the definition says otherwise', () => {
  const definition = logsDefinition({ cloudwatch: `${GROUPS}\n  archive: { bucket: shop-lines }` });
  expect(logsResources(definition).archive).toMatchObject({ glacierAfterDays: 90, expireAfterDays: null });
});

test('the name of the delivery stream has the 64 characters that Firehose takes', () => {
  const definition = logsDefinition({
    cloudwatch: `prefix: ${'p'.repeat(60)}\n  ${GROUPS}\n  archive: { bucket: shop-lines }`,
  });
  expect(logsResources(definition).archive?.stream).toBe(`${'p'.repeat(52)}-log-archive`);
});

test('nothing is archived where nobody asks for it', () => {
  expect(logsResources(logsDefinition({})).archive).toBeNull();
});
