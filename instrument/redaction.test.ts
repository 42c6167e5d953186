import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heapInUse } from '../tests/support/source_under_attack.ts';
import { Redaction, SECRET_NAMES } from './redaction.ts';

const redaction = new Redaction();
const redacted = (value: unknown) => redaction.line(JSON.stringify(value));

test.each([
  'authorization',
  'Proxy-Authorization',
  'cookie',
  'Set-Cookie',
  'password',
  'newPassword',
  'password_hash',
  'token',
  'access_token',
  'refreshToken',
  'X-Auth-Token',
  'secret',
  'client_secret',
  'SECRET_KEY',
  'api_key',
  'apiKey',
  'X-API-Key',
  'private_key',
  'aws.secret.access.key',
  'card number',
])('the value of %s is masked', (name) => {
  for (const value of ['hunter2', 7, ['hunter2'], { a: { b: '}"]' } }, true]) {
    expect(redacted({ before: 1, [name]: value, after: [2] })).toBe(
      `{"before":1,${JSON.stringify(name)}:"***","after":[2]}`,
    );
  }
});

test.each(
  [['session_id', 'user_id', 'request_id', 'trace_id', 'message', 'key', 'author', 'token_type']].flat(),
)('the value of %s stays', (name) => {
  const line = JSON.stringify({ [name]: 'a text' });
  expect(redaction.line(line)).toBe(line);
});

test('numbers under a plural are counts, and stay; a list is none', () => {
  expect(redacted({ prompt_tokens: 12, tokens: -1, cookies: { a: 1 }, passwords: ['x'] })).toBe(
    '{"prompt_tokens":12,"tokens":-1,"cookies":"***","passwords":"***"}',
  );
});

test('a name is found however it is escaped, and a value is passed over whatever is in it', () => {
  expect(redaction.line('{"pass\\u0077ord":"a\\\\\\"b","x":"\\\\"}')).toBe(
    '{"pass\\u0077ord":"***","x":"\\\\"}',
  );
});

test('numbers stay as they are written, digit by digit', () => {
  expect(redaction.line('{"user_id":123456789012345678901,"token":1e400,"x":1.0}')).toBe(
    '{"user_id":123456789012345678901,"token":"***","x":1.0}',
  );
});

const secretName = fc
  .tuple(
    fc.constantFrom(...SECRET_NAMES.anywhere, ...SECRET_NAMES.atEnd),
    fc.constantFrom('', 'x-', 'my_', 'New '),
    fc.boolean(),
  )
  .map(([name, before, isUpper]) => before + (isUpper ? name.toUpperCase() : name));

/** JSON with a secret somewhere in it. */
const withSecret = (secret: fc.Arbitrary<unknown>) =>
  fc.letrec<{ nested: unknown }>((tie) => ({
    nested: fc.oneof(
      { depthSize: 'medium' },
      fc.tuple(secretName, secret).map(([name, value]) => ({ [name]: value })),
      fc
        .tuple(fc.string(), tie('nested'), fc.dictionary(fc.string(), fc.jsonValue()))
        .map(([name, value, others]) => ({ ...others, [name]: value })),
      fc.tuple(tie('nested'), fc.array(fc.jsonValue())).map(([value, others]) => [...others, value]),
    ),
  })).nested;

const SECRET = 'hunter2-hunter2';

test('wherever a secret is, and whatever is around it, it does not show, and the line stays JSON', () => {
  const secret = fc.oneof(
    fc.constant(SECRET),
    fc.string().map((text) => `${text}${SECRET}${text}`),
    fc.jsonValue().map((value) => [value, { deep: SECRET }]),
  );
  fc.assert(
    fc.property(withSecret(secret), (value) => {
      const line = redacted(value);
      expect(line).not.toContain(SECRET);
      JSON.parse(line);
    }),
    { numRuns: 500 },
  );
});

test('JSON without names of secrets stays as it is', () => {
  const plain = fc.jsonValue().map((value) => JSON.stringify(value));
  const names = /authorization|passw|passphrase|secret|credential|key|cardnumber|token|cookie|pwd|jwt|cvv/i;
  fc.assert(
    fc.property(plain, (line) => {
      fc.pre(!names.test(line.replaceAll(/[^a-z]/gi, '')));
      expect(redaction.line(line)).toBe(line);
    }),
  );
});

test('what cannot be written as JSON is said to be so, and nothing is thrown', () => {
  const round: Record<string, unknown> = {};
  round.round = round;
  expect(redaction.copy(round)).toBe('[not JSON]');
  expect(redaction.copy({ a: 1n })).toBe('[not JSON]');
  expect(redaction.copy({ a: 1, token: 'x' })).toEqual({ a: 1, token: '***' });
});

test('names are known without the lines that they were read from', async () => {
  const own = new Redaction();
  const filler = 'x'.repeat(200_000);
  const before = await heapInUse();
  for (let index = 0; index < 200; index += 1)
    own.line(JSON.stringify({ filler, [`a_rather_long_name_${index}`]: 1 }));
  const grown = (await heapInUse()) - before;
  expect(grown).toBeLessThan(10_000_000);
  expect(own.line('{"token":1}')).toBe('{"token":"***"}');
});
