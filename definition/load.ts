import { LineCounter, parseDocument } from 'yaml';
import { crossCheck } from './checks.ts';
import { DefinitionError, type Diagnostic } from './diagnostics.ts';
import { substituteEnvironment } from './environment.ts';
import { diagnoseIssues } from './issues.ts';
import { Positions } from './positions.ts';
import { type Definition, definitionSchema } from './schema.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The text of a monitoring.yml as one deeply frozen value.
 * `file` is the name that errors show; `environment` fills in `${NAME}`.
 * Throws a DefinitionError that shows every mistake at once. Where the YAML itself is broken, only that.
 */
export function loadDefinition(text: string, file: string, environment: Environment): Definition {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const positions = new Positions(document, lines, text);
  const broken = [...document.errors, ...document.warnings].map(
    ({ pos, message }): Diagnostic => ({ ...positions.offset(...pos), problem: lowerFirst(message) }),
  );
  if (broken.length > 0) throw new DefinitionError(file, text, broken);

  const missing = substituteEnvironment(document, environment).map(
    ({ name, scalar }): Diagnostic => ({
      ...positions.scalar(scalar),
      problem: `the environment variable ${name} is not set`,
      expected: `a variable of that name, or a default: \${${name}:-…}`,
    }),
  );
  const value = withoutEmptySections(document.toJS() as unknown);
  const parsed = definitionSchema.safeParse(value);
  const issues = parsed.success
    ? []
    : diagnoseIssues(parsed.error.issues, definitionSchema, value, positions);
  // A value with an unfilled variable in it is already reported, and would be again by its schema.
  const elsewhere = issues.filter(
    (issue) => !missing.some((one) => one.line === issue.line && one.column === issue.column),
  );
  const diagnostics = [...missing, ...elsewhere, ...crossCheck(value, positions)];
  if (!parsed.success || diagnostics.length > 0) throw new DefinitionError(file, text, diagnostics);
  return deepFreeze(parsed.data);
}

// Whoever comments out all of a section leaves its key behind, with no value; that is the same as no key.
function withoutEmptySections(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value ?? {};
  return Object.fromEntries(Object.entries(value).filter(([, section]) => section !== null));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

function lowerFirst(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1).replace(/\.$/, '')}`;
}
