import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAuthorization } from './authorization.ts';

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
const visible = fc
  .string({ unit: 'binary', maxLength: 40 })
  .filter((text) => !/\p{Cc}/u.test(text) && text.isWellFormed());

test('what a client sends as Basic is what is read, whatever letters it has', () => {
  const user = visible.filter((text) => !text.includes(':'));

  fc.assert(
    fc.property(user, visible, (name, password) => {
      expect(readAuthorization(basic(`${name}:${password}`))).toEqual({
        scheme: 'basic',
        user: name,
        password,
      });
    }),
  );
});

test('no header is too strange to be read', () => {
  const schemes = fc.constantFrom('Basic ', 'bearer ', 'Digest ', '');

  fc.assert(
    fc.property(schemes, fc.string({ unit: 'binary' }), (scheme, rest) => {
      const { scheme: read } = readAuthorization(scheme + rest);
      expect(['unreadable', 'bearer', 'basic']).toContain(read);
    }),
  );
});

test.each([
  ['Bearer abc', { scheme: 'bearer', token: 'abc' }],
  ['BEARER   abc', { scheme: 'bearer', token: 'abc' }],
  [basic('alice:'), { scheme: 'basic', user: 'alice', password: '' }],
  [basic('alice:a:b'), { scheme: 'basic', user: 'alice', password: 'a:b' }],
])('%s is read', (header, read) => {
  expect(readAuthorization(header)).toEqual(read);
});

test.each([
  ['nothing', ''],
  ['a scheme alone', 'Bearer'],
  ['two tokens', 'Bearer a b'],
  ['another scheme', 'Digest username="alice"'],
  ['no base64', 'Basic a=b'],
  ['base64 without its end', 'Basic YTpi='],
  ['no colon', basic('alice')],
  ['a control character', basic('alice:a\u0000b')],
  ['bytes that are no UTF-8', `Basic ${Buffer.from([0xff, 0x3a, 0xff]).toString('base64')}`],
])('a header with %s cannot be read', (_what, header) => {
  expect(readAuthorization(header)).toEqual({ scheme: 'unreadable' });
});

test('no header is no header', () => {
  expect(readAuthorization(undefined)).toEqual({ scheme: 'none' });
});
