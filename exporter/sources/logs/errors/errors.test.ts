import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ErrorGroups, OTHER_GROUP } from './error_groups.ts';
import { masked } from './masked.ts';
import { normalisedMessage } from './normalise.ts';
import { topFrame } from './top_frame.ts';

describe('a message', () => {
  test.each([
    ['User 257 not found', 'User <n> not found'],
    ['took 1.5 s, limit 2', 'took <n> s, limit <n>'],
    ['order 0b1f0e4c-6a1b-4c3d-9e8f-001122334455 is gone', 'order <uuid> is gone'],
    ['object 507f1f77bcf86cd799439011 is gone', 'object <hex> is gone'],
    ['at 0x7ffe1234', 'at <hex>'],
    ['connect ECONNREFUSED 10.0.0.7:5432', 'connect ECONNREFUSED <address>'],
    ['no mail to ann.b+c@shop.example.com', 'no mail to <email>'],
    ['since 2026-11-21T10:09:18.186Z', 'since <time>'],
    [
      `Cannot read properties of undefined (reading 'id')`,
      'Cannot read properties of undefined (reading <text>)',
    ],
    ['key "a b" is missing', 'key <text> is missing'],
    ['deadbeef is a word, decade is one', 'deadbeef is a word, decade is one'],
    ['  two\t\tblanks  \nand a second line', 'two blanks'],
  ])('%j is %j for all its occurrences', (message, expected) => {
    expect(normalisedMessage(message)).toBe(expected);
  });

  test('is the same whatever numbers are in it', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (one, other) => {
        expect(normalisedMessage(`User ${one} of ${other} failed`)).toBe('User <n> of <n> failed');
      }),
    );
  });
});

describe('the top frame', () => {
  test('of Node is the innermost one of the application, without its line', () => {
    expect(
      topFrame(`TypeError: x
    at Parser.parse (node:internal/url:10:3)
    at next (/app/node_modules/express/lib/router.js:5:1)
    at async loadUser (/app/src/users.js:42:17)
    at /app/src/main.js:3:1`),
    ).toBe('async loadUser (/app/src/users.js)');
  });

  test('of Python is the last one, since the most recent call stands last', () => {
    expect(
      topFrame(`Traceback (most recent call last):
  File "/app/main.py", line 10, in handler
    load(user)
  File "/app/users.py", line 4, in load
    raise ValueError("no")
  File "/usr/lib/python3/site-packages/orm.py", line 9, in get
ValueError: no`),
    ).toBe('load (/app/users.py)');
  });

  test.each([
    [
      'Java',
      'java.lang.X: no\n\tat java.util.List.get(List.java:1)\n\tat shop.Cart.add(Cart.java:12)',
      'shop.Cart.add(Cart.java)',
    ],
    [
      '.NET',
      '   at Shop.Cart.Add(Item item) in /src/Cart.cs:line 7',
      'Shop.Cart.Add(Item item) in /src/Cart.cs',
    ],
    [
      'Go',
      'goroutine 1 [running]:\nmain.load(0x14000)\n\t/app/users.go:10 +0x1d',
      'main.load (/app/users.go)',
    ],
    ['only libraries', 'X\n    at a (/app/node_modules/b.js:1:1)', 'a (/app/node_modules/b.js)'],
    ['no frame', 'something went wrong', ''],
  ])('of %s', (_, stack, expected) => {
    expect(topFrame(stack)).toBe(expected);
  });
});

describe('a sample', () => {
  test.each([
    ['Authorization: Bearer abc.def-123', 'Authorization: *** ***'],
    ['got bearer abc.def-123 instead', 'got bearer *** instead'],
    ['login with password=hunter2&user=ann', 'login with password=***&user=ann'],
    ['{"api_key": "a\\"b", "id": 7}', '{"api_key": ***, "id": 7}'],
    ['db postgres://app:hunter2@db:5432/shop', 'db postgres://***@db:5432/shop'],
    ['key AKIAIOSFODNN7EXAMPLE is wrong', 'key *** is wrong'],
    ['jwt eyJhbGciOi.eyJzdWIiOiIx.SflKxw', 'jwt ***'],
    ['id-eyJhbGciOi.eyJzdWIiOiIx.SflKxw, app.eyJhbGciOi.eyJzdWIiOiIx.', 'id-***, app.***'],
    [
      'no jwt: heyJhbGciOi.eyJzdWIiOiIx.SflKxw, eyJhbGciOi.eyJzdWIiOiIx',
      'no jwt: heyJhbGciOi.eyJzdWIiOiIx.SflKxw, eyJhbGciOi.eyJzdWIiOiIx',
    ],
    ['card 4111 1111 1111 1111 declined', 'card *** declined'],
    ['X-Session-Id: abc123, next', 'X-Session-Id: ***, next'],
    ['nothing secret here: 12 tokens left', 'nothing secret here: 12 tokens left'],
  ])('shows %j as %j', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  test('shows no part of a private key, finished or not', () => {
    expect(masked('-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----')).not.toContain(
      'MIIE',
    );
    expect(masked('-----BEGIN PRIVATE KEY-----\nMIIE')).not.toContain('MIIE');
  });

  test('takes time that is linear in the text', () => {
    for (const part of [
      'password=',
      '"password": "',
      'a@a.',
      '-----BEGIN PRIVATE KEY-----',
      '1 ',
      'eyJaaaaaa.',
      '-eyJaaaaaa',
      'eyJ-',
      'https://a:',
    ]) {
      const text = part.repeat(20_000);
      expect(masked(text).length).toBeLessThanOrEqual(text.length * 2);
      normalisedMessage(text);
      topFrame(text);
    }
  });
});

const ERROR = { type: 'ValueError', message: 'User 1 not found', stack: '', time: 1000 };

describe('groups', () => {
  test('the same error is one group, with its count, first and last time', () => {
    const groups = new ErrorGroups(10);
    const labels = groups.add(ERROR);
    expect(groups.add({ ...ERROR, message: 'User 2 not found', time: 5000 })).toEqual(labels);
    expect(labels).toEqual({
      error_type: 'ValueError',
      fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
    expect(groups.newest()).toEqual([
      {
        fingerprint: labels.fingerprint,
        type: 'ValueError',
        message: 'User <n> not found',
        frame: '',
        count: 2,
        firstSeen: 1000,
        lastSeen: 5000,
        sample: 'User 1 not found',
      },
    ]);
  });

  test('another type, message or place is another group; the newest stands first', () => {
    const groups = new ErrorGroups(10);
    groups.add(ERROR);
    groups.add({ ...ERROR, type: 'KeyError', time: 2000 });
    groups.add({ ...ERROR, message: 'Out of room', time: 4000 });
    groups.add({ ...ERROR, stack: '    at a (/app/a.js:1:1)', time: 3000 });
    expect(groups.newest().map(({ lastSeen }) => lastSeen)).toEqual([4000, 3000, 2000, 1000]);
  });

  test('beyond the bound, errors of new groups are others, and known ones go on', () => {
    const groups = new ErrorGroups(1);
    const { fingerprint } = groups.add(ERROR);
    expect(groups.add({ ...ERROR, type: 'KeyError' })).toEqual({
      error_type: OTHER_GROUP,
      fingerprint: OTHER_GROUP,
    });
    expect(groups.add(ERROR).fingerprint).toBe(fingerprint);
    expect(groups.others).toBe(1);
  });

  test('survive a restart', () => {
    const groups = new ErrorGroups(10);
    groups.add(ERROR);
    const next = new ErrorGroups(10);
    next.restore(JSON.parse(JSON.stringify(groups.save())));
    next.add({ ...ERROR, time: 9000 });
    expect(next.newest()).toMatchObject([{ count: 2, firstSeen: 1000, lastSeen: 9000 }]);
  });

  test('no error makes it throw, and no secret is kept', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('password=hunter2', 'a\n  at b (c:1:1)'),
    );
    fc.assert(
      fc.property(text, text, text, (type, message, stack) => {
        const groups = new ErrorGroups(2);
        groups.add({ type, message, stack, time: 0 });
        expect(JSON.stringify(groups.save())).not.toContain('hunter2');
      }),
    );
  });
});
