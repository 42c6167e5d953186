import { type Document, isScalar, parse, Scalar, visit } from 'yaml';

/** A `${NAME}` that could not be filled in. */
export interface MissingVariable {
  readonly name: string;
  readonly scalar: Scalar;
}

const REFERENCE = /\$(\$\{)|\$\{([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?\}/g;

/**
 * Fills in `${NAME}` and `${NAME:-default}` in the values of a document, in place; `$${` stands for `${`.
 * An empty variable counts as absent where there is a default, as in a shell. A plain scalar is read again
 * after it was filled in, so that `${LIMIT:-1000}` is a number. Keys and comments are left alone.
 */
export function substituteEnvironment(
  document: Document,
  environment: Readonly<Record<string, string | undefined>>,
): MissingVariable[] {
  const missing: MissingVariable[] = [];
  visit(document, {
    Scalar(key, scalar) {
      if (key === 'key' || typeof scalar.value !== 'string' || !scalar.value.includes('${')) return;
      const filled = scalar.value.replace(
        REFERENCE,
        (whole, escaped, name: string, fallback, value: string) => {
          if (escaped !== undefined) return '${';
          const found = environment[name];
          if (fallback !== undefined) return found === undefined || found === '' ? value : found;
          if (found !== undefined) return found;
          missing.push({ name, scalar });
          return whole;
        },
      );
      scalar.value = scalar.type === Scalar.PLAIN ? readPlain(filled) : filled;
    },
  });
  return missing;
}

// A variable must not be able to add structure: only scalars are read again.
function readPlain(text: string): unknown {
  if (!/^[\w.+-]*$/.test(text)) return text;
  const value: unknown = parse(text);
  return value === null || isScalar(value) || typeof value === 'object' ? text : value;
}
