import { type Element, EvaluationError, only, scalar, unnamed, type Value, vector } from './values.ts';

type OfNumbers = (value: number, ...parameters: number[]) => number;

/** Functions of each element's value and of single numbers. */
const OF_NUMBERS: Readonly<Record<string, OfNumbers>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  exp: Math.exp,
  ln: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sqrt: Math.sqrt,
  sgn: Math.sign,
  round: (value, nearest = 1) => Math.floor(value / nearest + 0.5) * nearest,
  clamp: (value, low = 0, high = 0) => Math.max(low, Math.min(high, value)),
  clamp_min: (value, low = 0) => Math.max(low, value),
  clamp_max: (value, high = 0) => Math.min(high, value),
};

type OfValues = (...values: readonly Value[]) => Value;

const OF_VALUES: Readonly<Record<string, OfValues>> = {
  vector: (value = 0) => [{ labels: {}, value: scalar(value) }],
  scalar: (value = []) => {
    const [first, ...others] = vector(value);
    return first === undefined || others.length > 0 ? Number.NaN : first.value;
  },
  sort: (value = []) => value,
  sort_desc: (value = []) => value,
  label_replace: (of = [], label, replacement, from, pattern) =>
    labelReplaced(vector(of), { label, replacement, from, pattern }),
};

/** Whether a function is one of values at a moment that is known here. */
export function isInstant(name: string): boolean {
  return name in OF_NUMBERS || name in OF_VALUES;
}

/** What such a function makes of its arguments. */
export function applied(name: string, [first, ...others]: readonly Value[]): Value {
  const ofNumbers = OF_NUMBERS[name];
  if (ofNumbers === undefined)
    return OF_VALUES[name]?.(...(first === undefined ? [] : [first]), ...others) ?? [];
  const parameters = others.map(scalar);
  return vector(first ?? []).map(({ labels, value }) => ({
    labels: unnamed(labels),
    value: ofNumbers(value, ...parameters),
  }));
}

type Texts = Readonly<Record<'label' | 'replacement' | 'from' | 'pattern', Value | undefined>>;

function labelReplaced(elements: readonly Element[], texts: Texts): Element[] {
  const [label, replacement, from, pattern] = [texts.label, texts.replacement, texts.from, texts.pattern].map(
    text,
  );
  const whole = new RegExp(`^(?:${pattern})$`, 's');
  return elements.map(({ labels, value }) => {
    const found = whole.exec(labels[from ?? ''] ?? '');
    if (found === null) return { labels, value };
    const written = (replacement ?? '').replace(
      /\$(?:(\d+)|\{(\d+)\})/g,
      (_, a?: string, b?: string) => found[Number(a ?? b)] ?? '',
    );
    return { labels: only({ ...labels, [label ?? '']: written }, () => true), value };
  });
}

function text(value: Value | undefined): string {
  if (typeof value === 'string') return value;
  throw new EvaluationError('A text is needed.');
}
