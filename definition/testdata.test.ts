import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { DIRECTORY, ENVIRONMENT, load, readTestdata, refusal, testdata } from './testing.ts';

describe('a file that is right', () => {
  test.each(testdata('.ok.yml'))('%s is loaded', (name) => {
    const definition = load(readTestdata(`${name}.ok.yml`));
    if (testdata('.ok.json').includes(name)) {
      expect(definition).toMatchObject(JSON.parse(readTestdata(`${name}.ok.json`)) as object);
    }
  });
});

describe('a file that is wrong', () => {
  test.each(testdata('.bad.yml'))('%s is refused with exactly its text', async (name) => {
    const text = `${refusal(readTestdata(`${name}.bad.yml`))}\n`;
    await expect(text).toMatchFileSnapshot(fileURLToPath(new URL(`${name}.bad.txt`, DIRECTORY)));
  });

  test.each(testdata('.bad.txt'))('%s shows nothing of the environment and nobody else’s wording', (name) => {
    const text = readTestdata(`${name}.bad.txt`);
    for (const secret of [
      ENVIRONMENT.SECRET,
      ENVIRONMENT.ALERT,
      ENVIRONMENT.INTERVAL,
      'XXXXXXXX',
      'pa55word',
    ]) {
      expect(text).not.toContain(secret);
    }
    expect(text).not.toMatch(/invalid input|too (?:small|big)|undefined|\bNaN\b|\[object|expected\s*$/im);
  });
});

test('every file in testdata/ belongs to a rule', () => {
  const ok = testdata('.ok.yml').flatMap((name) => [`${name}.ok.yml`, `${name}.ok.json`]);
  const bad = testdata('.bad.yml').flatMap((name) => [`${name}.bad.yml`, `${name}.bad.txt`]);
  const known = new Set([...ok, ...bad]);
  expect(readdirSync(DIRECTORY).filter((name) => !known.has(name))).toEqual([]);
});

test('every file that is refused has its text beside it', () => {
  expect(testdata('.bad.txt')).toEqual(testdata('.bad.yml'));
});
