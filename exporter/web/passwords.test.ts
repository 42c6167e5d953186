import { hashSync } from 'bcryptjs';
import { expect, test } from 'vitest';
import { Passwords } from './passwords.ts';

const users = new Map([
  ['alice', hashSync('correct horse', 4)],
  ['bob', hashSync('é'.repeat(36), 4)],
  ['apache', hashSync('battery staple', 4).replace('$2b$', '$2y$')],
]);

test('a user’s own password is right, and nobody else’s', async () => {
  const passwords = new Passwords(users);

  expect(await passwords.isRight('alice', 'correct horse')).toBe(true);
  expect(await passwords.isRight('apache', 'battery staple')).toBe(true);
  expect(await passwords.isRight('alice', 'battery staple')).toBe(false);
  expect(await passwords.isRight('alice', '')).toBe(false);
  expect(await passwords.isRight('mallory', 'correct horse')).toBe(false);
  expect(await passwords.isRight('__proto__', 'correct horse')).toBe(false);
});

test('a password that is longer than bcrypt reads is wrong, though it begins with the right one', async () => {
  const passwords = new Passwords(users);

  expect(await passwords.isRight('bob', 'é'.repeat(36))).toBe(true);
  expect(await passwords.isRight('bob', `${'é'.repeat(36)}x`)).toBe(false);
});

test('what was right is known from then on, and what was wrong is not', async () => {
  const passwords = new Passwords(users);
  expect(passwords.isKnown('alice', 'correct horse')).toBe(false);

  await passwords.isRight('alice', 'correct horse');
  await passwords.isRight('alice', 'wrong');

  expect(passwords.isKnown('alice', 'correct horse')).toBe(true);
  expect(passwords.isKnown('alice', 'wrong')).toBe(false);
  expect(new Passwords(users).isKnown('alice', 'correct horse'), 'a reload forgets it').toBe(false);
});

test('while one is compared 31 others wait, and more are told so', async () => {
  const passwords = new Passwords(users);

  const verdicts = await Promise.all(
    Array.from({ length: 40 }, (_, index) => passwords.isRight('alice', `guess ${index}`)),
  );

  expect(verdicts).toEqual([...Array(32).fill(false), ...Array(8).fill(null)]);
});

test('a browser that sends the same password many times at once has it compared once', async () => {
  const passwords = new Passwords(users);

  const verdicts = await Promise.all(
    Array.from({ length: 100 }, () => passwords.isRight('alice', 'correct horse')),
  );

  expect(verdicts).toEqual(Array(100).fill(true));
});

test('a program that repeats a wrong password has it compared once, but not for another user', async () => {
  const passwords = new Passwords(users);
  await passwords.isRight('alice', 'battery staple');

  const verdicts = await Promise.all([
    ...Array.from({ length: 100 }, () => passwords.isRight('alice', 'battery staple')),
    passwords.isRight('apache', 'battery staple'),
  ]);

  expect(verdicts).toEqual([...Array(100).fill(false), true]);
});

test('what nobody wants to know any more is not compared', async () => {
  const passwords = new Passwords(users);

  expect(await passwords.isRight('alice', 'correct horse', () => true)).toBe(null);
  expect(passwords.isKnown('alice', 'correct horse')).toBe(false);
});
