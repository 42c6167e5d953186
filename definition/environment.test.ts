// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to the environment are what is tested
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { substituteEnvironment } from './environment.ts';

const ENVIRONMENT = { NAME: 'api', NUMBER: '5', TRUE: 'true', EMPTY: '', NULL: 'null', NAN: '.nan' };

/** The value of a YAML document that the environment filled in. */
function fill(
  text: string,
  environment: Readonly<Record<string, string | undefined>> = ENVIRONMENT,
): unknown {
  const document = parseDocument(text);
  substituteEnvironment(document, environment);
  return document.toJS() as unknown;
}

describe('a reference', () => {
  test.each([
    ['${NAME}', 'api'],
    ['the ${NAME}, the ${NAME}', 'the api, the api'],
    ['${NAME}${NUMBER}', 'api5'],
    ['${NAME:-other}', 'api'],
    ['${UNSET:-other}', 'other'],
    ['${UNSET:-}', ''],
    ['${UNSET:-a {b} c}', 'a {b} c'],
    ['${EMPTY:-other}', 'other'],
    ['${EMPTY}', ''],
    ['$${NAME}', '${NAME}'],
    ['$$${NAME}', '$${NAME}'],
    ['$NAME and $(NAME)', '$NAME and $(NAME)'],
  ])('%j becomes %j', (text, value) => {
    expect(fill(JSON.stringify(text))).toBe(value);
  });

  test('is left alone in keys and in comments', () => {
    expect(fill('${NAME}: 1 # ${UNSET}')).toEqual({ '${NAME}': 1 });
  });

  test('is filled in where it stands, in mappings, lists and blocks', () => {
    expect(fill('a: [{ b: "${NAME}" }]\nc: |\n  ${NAME}\n  ${NAME}\n')).toEqual({
      a: [{ b: 'api' }],
      c: 'api\napi\n',
    });
  });

  test('is filled in once, also where an alias repeats it', () => {
    expect(fill('a: &a ${A}\nb: *a', { A: '${B}', B: 'wrong' })).toEqual({ a: '${B}', b: '${B}' });
  });

  test('finds no variables that every object has', () => {
    const document = parseDocument('${constructor}');
    expect(substituteEnvironment(document, {})).toMatchObject([{ name: 'constructor' }]);
  });
});

describe('the type of what was filled in', () => {
  test.each([
    ['${NUMBER}', 5],
    ['${NUMBER}0', 50],
    ['-${NUMBER}', -5],
    ['${TRUE}', true],
    ['"${NUMBER}"', '5'],
    ["'${TRUE}'", 'true'],
    ['!!str ${NUMBER}', '5'],
    ['${NULL}', 'null'],
    ['${NAN}', Number.NaN],
  ])('is, for %s, that of %j', (text, value) => {
    expect(fill(text)).toBe(value);
  });
});

describe('what cannot be filled in', () => {
  const unfilled = (text: string) =>
    substituteEnvironment(parseDocument(text), ENVIRONMENT).map(({ name, at, length }) => ({
      name,
      at,
      length,
    }));

  test('is told with its place in the text', () => {
    expect(unfilled('a ${UNSET} ${OTHER}')).toEqual([
      { name: 'UNSET', at: 2, length: 8 },
      { name: 'OTHER', at: 11, length: 8 },
    ]);
  });

  test.each(['${}', '${1A}', '${A-b}', '${A:?b}', '${A', '${UNSET:-${NAME}}', '${ NAME }'])(
    '%s is told as not understood',
    (text) => {
      expect(unfilled(JSON.stringify(text))[0]).toEqual({ name: null, at: 0, length: 2 });
    },
  );

  test('is left as it was', () => {
    const document = parseDocument('a: ${UNSET}');
    substituteEnvironment(document, {});
    expect(document.toJS()).toEqual({ a: '${UNSET}' });
  });

  test('is told with all that is around it', () => {
    const document = parseDocument('a: [b, "${UNSET}"]');
    const [{ scalar, within } = { scalar: null, within: [] }] = substituteEnvironment(document, {});
    expect(within).toEqual([scalar, document.contents, document.getIn(['a'], true)]);
  });
});

test('whatever a variable holds, it adds no structure', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'{}[]:-,#&*!|>%@`"\' \n\tab0.~<=') }),
    fc.constantFrom('---', '...', '--- a', '- a', 'a: b', '{}', '[]', '~', '<<', '*a', '&a b', '!!map {}'),
  );
  fc.assert(
    fc.property(value, fc.constantFrom('${A}', '"${A}"', "'${A}'", 'x${A}', '${A}x'), (text, written) => {
      const filled = fill(`a: ${written}\nb: c`, { A: text }) as { a: unknown; b: string };
      expect(Object.keys(filled)).toEqual(['a', 'b']);
      expect(filled.b).toBe('c');
      expect(filled.a).not.toBeTypeOf('object');
      if (typeof filled.a === 'string') {
        expect(filled.a).toBe(written.replace(/^["']|["']$/g, '').replace('${A}', () => text));
      }
    }),
  );
});
