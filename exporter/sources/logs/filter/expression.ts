import type { PatternReader } from './pattern_reader.ts';

/** Conditions joined by `&&` and `||`. */
export type Expression<Condition> =
  | { readonly kind: 'one'; readonly condition: Condition }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Expression<Condition>[] };

type Test<Subject> = (subject: Subject) => boolean;

/** Reads what `||` joins, `&&` before it; `readPart` reads what neither joins. */
export function readExpression<Condition>(
  reader: PatternReader,
  readPart: () => Expression<Condition>,
): Expression<Condition> {
  return readJoined(reader, 'any', '||', () => readJoined(reader, 'all', '&&', readPart));
}

/** Whether a subject meets an expression, by tests of its conditions. */
export function compileExpression<Condition, Subject>(
  expression: Expression<Condition>,
  compile: (condition: Condition) => Test<Subject>,
): Test<Subject> {
  if (expression.kind === 'one') return compile(expression.condition);
  const tests = expression.parts.map((part) => compileExpression(part, compile));
  const isAll = expression.kind === 'all';
  return (subject) => {
    // Of «all», one that is not met decides; of «any», one that is.
    for (const test of tests) if (test(subject) !== isAll) return !isAll;
    return isAll;
  };
}

function readJoined<Condition>(
  reader: PatternReader,
  kind: 'all' | 'any',
  operator: string,
  readPart: () => Expression<Condition>,
): Expression<Condition> {
  const first = readPart();
  const parts = [first];
  for (reader.skipBlanks(); reader.take(operator); reader.skipBlanks()) parts.push(readPart());
  return parts.length === 1 ? first : { kind, parts };
}
