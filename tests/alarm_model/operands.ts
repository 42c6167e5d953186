/** Values by period, counted from the newest on; periods without data are left out. */
export type Series = ReadonlyMap<number, number>;

/** What metric math computes with. */
export type Operand = number | Series;

type Operator = (a: number, b: number) => number;

/** The operators between two numbers; comparisons and logic give 1 or 0. */
export const operators: Readonly<Record<string, Operator>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  AND: (a, b) => Number(a !== 0 && b !== 0),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  OR: (a, b) => Number(a !== 0 || b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
};

/**
 * Two operands, period by period. Of two series, where only one has a value the other counts as 0; what is divided by zero is
 * dropped. Source: Amazon CloudWatch user guide, "Basic arithmetic functions", "Comparison and logical operators".
 */
export function arithmetic(operator: Operator, left: Operand, right: Operand): Operand {
  if (typeof left === 'number' && typeof right === 'number') return operator(left, right);
  const result = new Map<number, number>();
  for (const period of new Set([...periodsOf(left), ...periodsOf(right)])) {
    const value = operator(valueIn(left, period) ?? 0, valueIn(right, period) ?? 0);
    if (Number.isFinite(value)) result.set(period, value);
  }
  return result;
}

/** The value of an operand in a period; a number is the same in each. */
export function valueIn(operand: Operand, period: number): number | undefined {
  return typeof operand === 'number' ? operand : operand.get(period);
}

/** The periods of which an operand has something to say; none of a number. */
export function periodsOf(operand: Operand): readonly number[] {
  return typeof operand === 'number' ? [] : [...operand.keys()];
}
