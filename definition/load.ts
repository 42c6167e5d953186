import type { Node } from 'yaml';
import { crossCheck } from './checks.ts';
import { DefinitionError, type Diagnostic } from './diagnostics.ts';
import { type Environment, substituteEnvironment, type Unfilled } from './environment.ts';
import { expectation } from './expectations.ts';
import { diagnoseIssues } from './issues.ts';
import { alarmEntryMistakes } from './mirror_settings.ts';
import type { Positions } from './positions.ts';
import { expandPresets } from './presets/expand.ts';
import { type Definition, definitionSchema } from './schema.ts';
import { readValue, readYaml } from './yaml_document.ts';

export type { Environment } from './environment.ts';

/**
 * The text of a monitoring.yml as one deeply frozen value.
 * `file` is the name that errors show; `environment` fills in `${NAME}`.
 * Throws a DefinitionError that shows every mistake at once. Where the YAML itself is broken, only that.
 */
export function loadDefinition(text: string, file: string, environment: Environment): Definition {
  const content = text.replace(/^\ufeff/, '');
  const yaml = readYaml(content, file);
  const { positions } = yaml;
  const unfilled = substituteEnvironment(yaml.document, environment);
  // A value with an unfilled variable in it is told already, and would be again by its schema.
  const told = new Set<Node | undefined>(unfilled.map(({ scalar }) => scalar));
  const written = withoutEmptySections(readValue(yaml, content, file));
  const { value, mistakes, unknown } = expandPresets(written, positions, told);
  const parsed = definitionSchema.safeParse(value, { error: expectation });
  const issues = (parsed.error?.issues ?? []).filter(
    ({ path }) => !told.has(positions.node(path)) && !(path[0] === 'alerts' && unknown.has(Number(path[1]))),
  );
  const diagnostics = [
    ...unfilled.map((one) => diagnoseUnfilled(one, positions)),
    ...mistakes,
    ...diagnoseIssues(issues, { schema: definitionSchema, value, positions }),
    ...crossCheck(value, positions, new Set(unfilled.flatMap(({ within }) => within))),
  ];
  if (!parsed.success || diagnostics.length > 0) {
    throw new DefinitionError(file, content, withoutRepeats(diagnostics));
  }
  const late = alarmEntryMistakes(parsed.data, positions);
  if (late.length > 0) throw new DefinitionError(file, content, late);
  return deepFreeze(parsed.data);
}

const REFERENCE_FORMS = `\${NAME} or \${NAME:-default}; $\${ stands for \${`;

function diagnoseUnfilled({ name, scalar, at, length }: Unfilled, positions: Positions): Diagnostic {
  const place = positions.inside(scalar, at, length) ?? positions.of(scalar);
  if (name === null) {
    const problem = 'this reference to the environment is not understood';
    return { ...place, problem, expected: REFERENCE_FORMS };
  }
  return {
    ...place,
    problem: `the environment variable ${name} is not set`,
    expected: `a variable of that name, or a default: \${${name}:-…}`,
  };
}

// What an alias repeats is wrong in one place only.
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const mistakes = diagnostics.map((diagnostic) => {
    const { line, column, problem } = diagnostic;
    return [`${line}:${column}: ${problem.replace(/\[\d+\]/g, '')}`, diagnostic] as const;
  });
  return [...new Map(mistakes.toReversed()).values()].toReversed();
}

// Whoever comments out all of a section leaves its key behind, with no value; that is the same as no key.
function withoutEmptySections(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { shape } = definitionSchema;
  const isEmptySection = (key: string, section: unknown) =>
    section === null && Object.hasOwn(shape, key) && shape[key as keyof typeof shape].isOptional();
  return Object.fromEntries(Object.entries(value).filter(([key, section]) => !isEmptySection(key, section)));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
