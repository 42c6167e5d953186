import { type Operand, periodsOf, valueIn } from './operands.ts';

const FOLDS = {
  MIN: (values: readonly number[]) => Math.min(...values),
  MAX: (values: readonly number[]) => Math.max(...values),
  SUM: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0),
};

/**
 * IF: where the condition has a value other than 0, `then`, or 0 where that has none; where it is 0, `otherwise`, or nothing.
 * Source: Amazon CloudWatch user guide, "Using IF expressions".
 */
export function condition(test: Operand, then: Operand, otherwise: Operand | undefined): Operand {
  const result = new Map<number, number>();
  for (const period of typeof test === 'number' ? periodsOf(then) : periodsOf(test)) {
    const value =
      valueIn(test, period) !== 0
        ? (valueIn(then, period) ?? 0)
        : otherwise === undefined
          ? undefined
          : valueIn(otherwise, period);
    if (value !== undefined) result.set(period, value);
  }
  return result;
}

/** FILL with a number: every period of the range has a value. */
export function filled(series: Operand, value: number, length: number): Operand {
  return new Map(Array.from({ length }, (_, period) => [period, valueIn(series, period) ?? value]));
}

/** MIN, MAX or SUM of a list, period by period; what has no value in a period is left out of it. */
export function folded(name: keyof typeof FOLDS, list: readonly Operand[]): Operand {
  const result = new Map<number, number>();
  for (const period of new Set(list.flatMap((operand) => periodsOf(operand)))) {
    const values = list.flatMap((operand) => valueIn(operand, period) ?? []);
    result.set(period, FOLDS[name](values));
  }
  return result;
}
