import { type PatternReader, readQuoted } from './pattern_reader.ts';
import { Regex } from './regex.ts';

const OPERATORS = ['=', '!=', '<', '<=', '>', '>='] as const;

export type Operator = (typeof OPERATORS)[number];

/** What a value is compared with. */
export type Operand =
  | { readonly kind: 'number'; readonly number: number; readonly text: string }
  /** A "*" at its beginning or its end stands for any text; one inside, for itself. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'regex'; readonly source: string };

/** An operator and what is to the right of it. */
export interface Comparison {
  readonly operator: Operator;
  readonly operand: Operand;
}

/** An operator and an operand, with blanks around them. Throws a FilterError where they do not come here. */
export function readComparison(reader: PatternReader, expected: string): Comparison {
  reader.skipBlanks();
  const from = reader.at;
  const found = reader.find(/[!<>=]+/y)?.[0];
  if (found === undefined) throw reader.error(`${expected}, not ${reader.next}`);
  const operator = OPERATORS.find((one) => one === found);
  if (operator === undefined) throw reader.error(`"${found}" is none of ${OPERATORS.join(' ')}`, from);
  reader.skipBlanks();
  const operandFrom = reader.at;
  const operand = readOperand(reader);
  if (operand.kind !== 'number' && operator !== '=' && operator !== '!=') {
    throw reader.error(`"${operator}" compares with a number, without wildcards and quotes`, operandFrom);
  }
  return { operator, operand };
}

/** Whether a text or a number compares so. Sizes are those of numbers only, and a text equals a number that is written alike. */
export function compileComparison({ operator, operand }: Comparison): (value: string | number) => boolean {
  if (operator === '=' || operator === '!=') {
    const equals = compileEquals(operand);
    return operator === '=' ? equals : (value) => !equals(value);
  }
  const number = operand.kind === 'number' ? operand.number : Number.NaN;
  if (operator === '<') return (value) => typeof value === 'number' && value < number;
  if (operator === '<=') return (value) => typeof value === 'number' && value <= number;
  if (operator === '>') return (value) => typeof value === 'number' && value > number;
  return (value) => typeof value === 'number' && value >= number;
}

function compileEquals(operand: Operand): (value: string | number) => boolean {
  if (operand.kind === 'text') return compileText(operand.text);
  if (operand.kind === 'number') {
    const { number, text } = operand;
    return (value) => (typeof value === 'number' ? value === number : value === text);
  }
  const regex = new Regex(operand.source);
  return (value) => regex.isIn(String(value));
}

function compileText(text: string): (value: string | number) => boolean {
  const beginsAnyhow = text.startsWith('*');
  const endsAnyhow = text.endsWith('*');
  const core = text.slice(beginsAnyhow ? 1 : 0, endsAnyhow ? -1 : undefined);
  if (beginsAnyhow && endsAnyhow) return (value) => String(value).includes(core);
  if (beginsAnyhow) return (value) => String(value).endsWith(core);
  if (endsAnyhow) return (value) => String(value).startsWith(core);
  return (value) => (typeof value === 'string' ? value : String(value)) === core;
}

function readOperand(reader: PatternReader): Operand {
  if (reader.text[reader.at] === '"') return { kind: 'text', text: readQuoted(reader) };
  if (reader.text[reader.at] === '%') return { kind: 'regex', source: readRegex(reader) };
  const from = reader.at;
  const word = reader.find(/[+-]?\d+(?:\.\d+)?[eE][+-]?\d+(?![\w.*])|[+-]?[\w.*]+/y)?.[0];
  if (word === undefined) throw reader.error(`a value must follow, not ${reader.next}`);
  if (!reader.isAtEnd && !/[\s&|)\]},]/.test(reader.text[reader.at] ?? '')) {
    throw reader.error(`a value with ${reader.next} in it must be in double quotes`);
  }
  if (/^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(word)) {
    const number = Number(word);
    if (!Number.isFinite(number)) throw reader.error('a number that is too large', from);
    return { kind: 'number', number, text: word };
  }
  if (/^[+-]/.test(word) || /^\d+(?:\.\d+)?E/.test(word)) {
    throw reader.error('a number is of digits, a point, a sign and an exponent with a small "e"', from);
  }
  return { kind: 'text', text: word };
}

/** A regular expression between percent signs, the first of which comes here. Throws a FilterError where it is none. */
export function readRegex(reader: PatternReader): string {
  const from = reader.at;
  const source = reader.find(/%([^%]*)%/y)?.[1];
  if (source === undefined) throw reader.error('a "%" without its second one', from);
  reader.count('regexes', from);
  // Only what is wrong with it matters here.
  new Regex(source, from + 1);
  return source;
}
