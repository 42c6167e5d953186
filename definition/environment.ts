import { type Document, isNode, type Node, parse, Scalar, visit } from 'yaml';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A reference that could not be filled in. */
export interface Unfilled {
  /** The variable that is not set; null where the reference itself is not understood. */
  readonly name: string | null;
  readonly scalar: Scalar;
  /** Where the reference stands in the text of the scalar, and how long it is. */
  readonly at: number;
  readonly length: number;
  /** The scalar and every collection around it. */
  readonly within: readonly Node[];
}

// A default may hold pairs of braces, `{alert}` for one, but no second reference.
const REFERENCE = /\$(\$\{)|\$\{(?:([A-Za-z_]\w*)(?::-((?:[^{}$]|\$(?!\{)|\{[^{}]*\})*))?\})?/g;

/**
 * Fills in `${NAME}` and `${NAME:-default}` in the values of a document, in place; `$${` stands for `${`.
 * An empty variable counts as absent where there is a default, as in a shell. A plain scalar is read again
 * after it was filled in, so that `${LIMIT:-1000}` is a number. Keys and comments are left alone.
 */
export function substituteEnvironment(document: Document, environment: Environment): Unfilled[] {
  const unfilled: Unfilled[] = [];
  visit(document, {
    Scalar(key, scalar, path) {
      if (key === 'key' || typeof scalar.value !== 'string' || !scalar.value.includes('${')) return;
      const filled = scalar.value.replace(
        REFERENCE,
        (whole, escaped: string | undefined, name: string | undefined, fallback: string | undefined, at) => {
          if (escaped !== undefined) return escaped;
          const value =
            name !== undefined && Object.hasOwn(environment, name) ? environment[name] : undefined;
          if (fallback !== undefined) return value === undefined || value === '' ? fallback : value;
          if (value !== undefined) return value;
          const within = [scalar, ...path.filter((part) => isNode(part))];
          unfilled.push({ name: name ?? null, scalar, at, length: whole.length, within });
          return whole;
        },
      );
      const isPlain = scalar.type === Scalar.PLAIN && scalar.tag === undefined;
      scalar.value = isPlain ? readPlain(filled) : filled;
    },
  });
  return unfilled;
}

// A variable must not be able to add structure: only scalars are read again.
function readPlain(text: string): unknown {
  if (!/^[\w.+-]*$/.test(text)) return text;
  const value: unknown = parse(text);
  return typeof value === 'object' ? text : value;
}
