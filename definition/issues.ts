import type { z } from 'zod';
import { type Diagnostic, nearestName, oneOf } from './diagnostics.ts';
import type { Path, Positions } from './positions.ts';
import { keysAt } from './schema_keys.ts';

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
};

/** Zod's issues as diagnostics at their places in the file. `value` is what was validated. */
export function diagnoseIssues(
  issues: readonly z.core.$ZodIssue[],
  schema: z.core.$ZodType,
  value: unknown,
  positions: Positions,
): Diagnostic[] {
  return issues.flatMap((issue) => diagnose(issue, schema, value, positions));
}

function diagnose(
  issue: z.core.$ZodIssue,
  schema: z.core.$ZodType,
  value: unknown,
  positions: Positions,
): Diagnostic[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path, value);
    return issue.keys.map((key) => ({
      ...positions.key([...path, key]),
      problem: `unknown key "${key}"${within(path)}`,
      ...(known.length > 0 && { expected: oneOf(known) }),
      ...suggest(key, known),
    }));
  }
  const input = valueAt(value, path);
  const choices = choicesOf(issue);
  const expected = choices === null ? expectationOf(issue) : oneOf(choices);
  if (input === undefined && issue.code !== 'custom') {
    return [
      {
        ...positions.anchor(path.slice(0, -1)),
        problem: `"${String(path.at(-1))}" is missing${within(path.slice(0, -1))}`,
        expected,
      },
    ];
  }
  if (issue.code === 'custom' && issue.params?.problem !== undefined) {
    return [{ ...positions.value(path), problem: String(issue.params.problem), expected }];
  }
  return [
    {
      ...positions.value(path),
      problem: `${describePath(path)} is ${kindOf(input, issue.code)}`,
      expected,
      ...(choices !== null && typeof input === 'string' && suggest(input, choices)),
    },
  ];
}

function choicesOf(issue: z.core.$ZodIssue): string[] | null {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code !== 'invalid_union' || !('options' in issue)) return null;
  const options = issue.options as readonly unknown[] | undefined;
  return options?.filter((option) => option !== undefined && option !== null).map(String) ?? null;
}

function expectationOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    return KINDS[issue.expected] ?? issue.expected;
  }
  return issue.message;
}

function suggest(written: string, known: readonly string[]): { suggestion?: string } {
  const suggestion = nearestName(written, known);
  return suggestion === undefined ? {} : { suggestion };
}

/** A path as people say it: `alerts[2].above`. */
export function describePath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

function within(path: Path): string {
  return path.length === 0 ? '' : ` in ${describePath(path)}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, part) => {
    return typeof inner === 'object' && inner !== null
      ? (inner as Record<PropertyKey, unknown>)[part]
      : undefined;
  }, value);
}

// The value itself may come from the environment and be a secret; the file's line shows what was written.
function kindOf(value: unknown, code: string): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (code === 'invalid_value' || code === 'invalid_union') return 'unknown';
  if (code !== 'invalid_type') return value === '' ? 'empty' : 'not understood';
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 'a number' : 'true or false';
}
