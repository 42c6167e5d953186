import { condition, filled, folded } from './math_functions.ts';
import { tokensOf } from './math_tokens.ts';
import { arithmetic, type Operand, operators, type Series } from './operands.ts';

const DEEPEST = 50;

/** What an expression is about: what its identifiers stand for, and the time that it is evaluated over. */
export interface MathContext {
  /** Throws where there is no such query. */
  readonly resolve: (id: string) => Series;
  /** Seconds. */
  readonly period: number;
  /** How many periods there are, from 0 on. */
  readonly length: number;
}

/**
 * Evaluates metric math: numbers, identifiers, `+ - * /`, comparisons, `AND`, `OR`, parentheses, lists, and IF, FILL with a number, PERIOD,
 * MIN, MAX and SUM of a list.
 * Throws an Error for all else that metric math knows.
 * Source: Amazon CloudWatch user guide, "Using metric math".
 */
export function evaluateMath(expression: string, context: MathContext): Operand {
  return new Reader(expression, context).whole();
}

/** Operators that bind equally, the loosest first. */
const LEVELS = [
  ['OR', '||'],
  ['AND', '&&'],
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
] as const;

class Reader {
  readonly #expression: string;
  readonly #tokens: readonly string[];
  readonly #context: MathContext;
  #next = 0;
  #depth = 0;

  constructor(expression: string, context: MathContext) {
    this.#expression = expression;
    this.#tokens = tokensOf(expression) ?? this.#fail();
    this.#context = context;
  }

  whole(): Operand {
    const result = this.#level(0);
    if (this.#next < this.#tokens.length) this.#fail();
    return result;
  }

  #level(level: number): Operand {
    const operatorsHere: readonly string[] | undefined = LEVELS[level];
    if (operatorsHere === undefined) return this.#factor();
    let left = this.#level(level + 1);
    for (let token = this.#peek(); operatorsHere.includes(token); token = this.#peek()) {
      this.#next += 1;
      left = arithmetic(operators[token] ?? this.#fail(), left, this.#level(level + 1));
    }
    return left;
  }

  #factor(): Operand {
    if (++this.#depth > DEEPEST) this.#fail();
    const operand = this.#operand(this.#tokens[this.#next++] ?? this.#fail());
    this.#depth -= 1;
    return operand;
  }

  #operand(token: string): Operand {
    if (token === '-') return arithmetic((a, b) => a - b, 0, this.#factor());
    if (token === '(') {
      const inner = this.#level(0);
      this.#expect(')');
      return inner;
    }
    if (/^[\d.]/.test(token)) return Number(token);
    if (/^[a-z]/.test(token)) return this.#context.resolve(token);
    return this.#call(token);
  }

  #call(name: string): Operand {
    this.#expect('(');
    if (name === 'PERIOD') {
      this.#next += 1;
      this.#expect(')');
      return this.#context.period;
    }
    if (name === 'MIN' || name === 'MAX' || name === 'SUM') {
      const list = this.#list('[', ']');
      this.#expect(')');
      return folded(name, list);
    }
    this.#next -= 1;
    const [first, second, third] = this.#list('(', ')');
    if (first === undefined || second === undefined) return this.#fail();
    if (name === 'IF') return condition(first, second, third);
    if (name === 'FILL' && typeof second === 'number') return filled(first, second, this.#context.length);
    return this.#fail();
  }

  #list(opening: string, closing: string): Operand[] {
    this.#expect(opening);
    const operands = [this.#level(0)];
    while (this.#peek() === ',') {
      this.#next += 1;
      operands.push(this.#level(0));
    }
    this.#expect(closing);
    return operands;
  }

  #peek(): string {
    return this.#tokens[this.#next] ?? '';
  }

  #expect(token: string): void {
    if (this.#tokens[this.#next++] !== token) this.#fail();
  }

  #fail(): never {
    throw new Error(
      `The model of alarms does not understand the expression ${this.#expression}. It knows numbers, ids, + - * /, comparisons, AND, OR, IF, FILL, PERIOD, and MIN, MAX and SUM of a list.`,
    );
  }
}
