// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to the environment are what is tested
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DefinitionError } from './diagnostics.ts';
import { load, readTestdata, testdata } from './testing.ts';

describe('a definition', () => {
  test('is frozen through and through', () => {
    const definition = load(readTestdata('everything.ok.yml'));
    const isFrozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(isFrozen));
    expect(isFrozen(definition)).toBe(true);
  });

  test('is the same each time', () => {
    const text = readTestdata('everything.ok.yml');
    expect(load(text)).toEqual(load(text));
  });

  test('is read with any end of line', () => {
    const text = readTestdata('everything.ok.yml');
    expect(load(text.replaceAll('\n', '\r\n'))).toEqual(load(text));
    expect(load(`\ufeff${text}`)).toEqual(load(text));
  });
});

/** Whether every mistake of a refused text is inside that text, and told in this project's words. */
function expectMistakesInside(text: string): void {
  try {
    load(text);
  } catch (error) {
    expect(error).toBeInstanceOf(DefinitionError);
    const { diagnostics, message } = error as DefinitionError;
    expect(diagnostics).not.toHaveLength(0);
    const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
    for (const { line, column, length, problem } of diagnostics) {
      const source = lines[line - 1];
      expect(source, `line ${line}`).toBeDefined();
      expect(column).toBeGreaterThanOrEqual(1);
      expect(column).toBeLessThanOrEqual((source ?? '').length + 1);
      expect(length).toBeGreaterThanOrEqual(1);
      expect(column - 1 + length).toBeLessThanOrEqual(Math.max((source ?? '').length, column));
      expect(problem).toMatch(/^\S[^\n]*$/);
    }
    const ownWords = message.replace(/^ *(?:\d+)? \|.*$/gm, '');
    expect(ownWords).not.toMatch(/invalid input|invalid key|too (?:small|big)|expected\s*$/im);
  }
}

describe('whatever a file holds, it is loaded or refused with mistakes inside it', () => {
  const yaml = fc.string({ unit: fc.constantFrom(...'abc:-[]{}&*!|>"\'%@`#,? \n\t$\r0.~<='), maxLength: 60 });

  test('for any text', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), yaml), expectMistakesInside), {
      numRuns: 200,
    });
  });

  test('for any value in any place', () => {
    const known = fc.constantFrom(
      ...'service name exporter listen series_limit sources type logs container files golden_signals alerts signal'.split(
        ' ',
      ),
      ...'error_ratio latency promql above below quantile labels notify slack channels critical __proto__'.split(
        ' ',
      ),
      ...'mirror cloudwatch namespace select series dimensions unit budget metrics statistic idle'.split(' '),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.oneof(known, fc.constantFrom(null, true, 5, -1.5, '', '5%', '2s', 'up', '$.a', '${UNSET}')),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(known, tie('value'), { maxKeys: 4 }),
      ),
    }));
    const definition = fc.record(
      {
        service: value,
        exporter: value,
        sources: fc.array(value),
        alerts: fc.array(value),
        notify: value,
        mirror: value,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(definition, (one) => expectMistakesInside(JSON.stringify(one, null, 1))),
      { numRuns: 200 },
    );
  });

  test('for any change of a file that is right', () => {
    const text = fc.constantFrom(...testdata('.ok.yml').map((name) => readTestdata(`${name}.ok.yml`)));
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      removed: fc.nat({ max: 12 }),
      added: fc.oneof(
        yaml,
        fc.constantFrom('null', '5', '[]', '{}', '""', '${UNSET}', '*a', '&a ', '<<: ', '\ufeff'),
      ),
    });
    const changed = fc.tuple(text, fc.array(change, { minLength: 1, maxLength: 3 })).map(([right, changes]) =>
      changes.reduce((wrong, { at, removed, added }) => {
        const start = Math.floor(at * wrong.length);
        return wrong.slice(0, start) + added + wrong.slice(start + removed);
      }, right),
    );
    fc.assert(fc.property(changed, expectMistakesInside), { numRuns: 400 });
  });

  test('for any file that is cut short', () => {
    const text = readTestdata('everything.ok.yml');
    for (let end = 0; end <= text.length; end += 5) expectMistakesInside(text.slice(0, end));
  });
});
