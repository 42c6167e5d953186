import { AwsError } from './errors.ts';

/** A series or a constant, as expressions compute with them. Series are by time in milliseconds. */
export type Operand = number | ReadonlyMap<number, number>;

type Operator = '+' | '-' | '*' | '/';

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([a-z][a-zA-Z0-9_]*)|([-+*/()]))/y;
const APPLY: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};
const DEEPEST = 50;

/**
 * Computes a metric-math expression of numbers, ids, `+ - * /` and parentheses. Of two series, the times that both
 * have count; what is not finite, as after a division by zero, is left out.
 * Throws a StandInLimitation for everything else that metric math knows.
 * @param resolve what an id stands for.
 */
export function evaluate(expression: string, resolve: (id: string) => Operand): Operand {
  const parser = new Parser(expression, resolve);
  return parser.whole();
}

class Parser {
  readonly #expression: string;
  readonly #tokens: readonly string[];
  readonly #resolve: (id: string) => Operand;
  #next = 0;
  #depth = 0;

  constructor(expression: string, resolve: (id: string) => Operand) {
    this.#expression = expression;
    this.#tokens = this.#tokenize();
    this.#resolve = resolve;
  }

  whole(): Operand {
    const result = this.#sum();
    if (this.#next < this.#tokens.length) throw this.#unknown();
    return result;
  }

  #sum(): Operand {
    let left = this.#product();
    for (let operator = this.#take('+', '-'); operator !== undefined; operator = this.#take('+', '-')) {
      left = combine(operator, left, this.#product());
    }
    return left;
  }

  #product(): Operand {
    let left = this.#factor();
    for (let operator = this.#take('*', '/'); operator !== undefined; operator = this.#take('*', '/')) {
      left = combine(operator, left, this.#factor());
    }
    return left;
  }

  #factor(): Operand {
    if (++this.#depth > DEEPEST) throw this.#unknown();
    const token = this.#tokens[this.#next++];
    const operand = this.#operand(token);
    this.#depth -= 1;
    return operand;
  }

  #operand(token: string | undefined): Operand {
    if (token === '-') return combine('-', 0, this.#factor());
    if (token === '(') {
      const inner = this.#sum();
      if (this.#tokens[this.#next++] !== ')') throw this.#unknown();
      return inner;
    }
    if (token !== undefined && /^\d/.test(token)) return Number(token);
    if (token !== undefined && /^[a-z]/.test(token)) return this.#resolve(token);
    throw this.#unknown();
  }

  #take<T extends Operator>(...operators: readonly T[]): T | undefined {
    const found = operators.find((operator) => operator === this.#tokens[this.#next]);
    if (found !== undefined) this.#next += 1;
    return found;
  }

  #tokenize(): readonly string[] {
    const expression = this.#expression.trim();
    const tokens: string[] = [];
    const token = new RegExp(TOKEN);
    while (token.lastIndex < expression.length) {
      const match = token.exec(expression);
      if (match === null) throw this.#unknown();
      tokens.push(match[0].trim());
    }
    return tokens;
  }

  #unknown(): AwsError {
    return new AwsError(
      'StandInLimitation',
      `The stand-in does not understand the expression ${this.#expression}. It knows numbers, ids, + - * / and ( ).`,
    );
  }
}

function combine(operator: Operator, left: Operand, right: Operand): Operand {
  const apply = APPLY[operator];
  if (typeof left === 'number') {
    if (typeof right === 'number') return apply(left, right);
    return finite(right, (value) => apply(left, value));
  }
  if (typeof right === 'number') return finite(left, (value) => apply(value, right));
  return finite(left, (value, time) => apply(value, right.get(time) ?? Number.NaN));
}

function finite(
  series: ReadonlyMap<number, number>,
  change: (value: number, time: number) => number,
): ReadonlyMap<number, number> {
  const changed = new Map<number, number>();
  for (const [time, value] of series) {
    const result = change(value, time);
    if (Number.isFinite(result)) changed.set(time, result);
  }
  return changed;
}
