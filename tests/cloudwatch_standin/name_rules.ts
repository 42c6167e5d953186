import type { Input } from './input.ts';
import { LIMITS } from './limits.ts';
import type { Dimension } from './metric.ts';
import type { Problems } from './problems.ts';

// Space to tilde: neither control characters nor anything beyond ASCII.
const PRINTABLE_ASCII = /^[ -~]*$/;
const RESERVED_NAMESPACE = 'AWS/';

/** A namespace that may be written to. Adds what is wrong with it, and answers '' then. */
export function customNamespace(input: Input, problems: Problems): string {
  const namespace = requiredName(input.string('Namespace'), 'Namespace', problems);
  if (namespace.startsWith(RESERVED_NAMESPACE)) {
    problems.add(
      'InvalidParameterValue',
      `The value ${RESERVED_NAMESPACE} for parameter Namespace is invalid.`,
    );
  }
  return namespace;
}

/** A name of a namespace, a metric or a dimension: there, of printable ASCII, not too long, no colon in front. */
export function requiredName(name: string | undefined, path: string, problems: Problems): string {
  checkText(name, path, LIMITS.nameCharacters, problems);
  if (name?.startsWith(':')) {
    problems.add('InvalidParameterValue', `The value ${name} for parameter ${path} is invalid.`);
  }
  return name ?? '';
}

/** The dimensions of a metric, with what is wrong with them added. */
export function dimensionsOf(
  dimensions: readonly Input[] | undefined,
  path: string,
  problems: Problems,
): readonly Dimension[] {
  if (dimensions === undefined) return [];
  if (dimensions.length > LIMITS.dimensionsPerMetric) {
    problems.add(
      'InvalidParameterValue',
      `The collection ${path} must not have a size greater than ${LIMITS.dimensionsPerMetric}.`,
    );
  }
  const seen = new Set<string>();
  return dimensions.map((dimension, index) => {
    const member = `${path}.member.${index + 1}`;
    const name = requiredName(dimension.string('Name'), `${member}.Name`, problems);
    if (name !== '' && seen.has(name)) {
      problems.add('InvalidParameterValue', `The collection ${path} must not have the name ${name} twice.`);
    }
    seen.add(name);
    const value = dimension.string('Value');
    checkText(value, `${member}.Value`, LIMITS.dimensionValueCharacters, problems);
    return { name, value: value ?? '' };
  });
}

function checkText(text: string | undefined, path: string, longest: number, problems: Problems): void {
  if (text === undefined || text.trim() === '') {
    problems.add('MissingParameter', `The parameter ${path} is required.`);
    return;
  }
  if (!PRINTABLE_ASCII.test(text)) {
    problems.add('InvalidParameterValue', `The value for parameter ${path} contains non-ASCII characters.`);
  }
  if (text.length > longest) {
    problems.add(
      'InvalidParameterValue',
      `The parameter ${path} must be shorter than ${longest + 1} characters.`,
    );
  }
}
