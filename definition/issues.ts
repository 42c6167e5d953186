import { z } from 'zod';
import { type ExactlyOneParams, givenOf } from '../conventions/exactly_one.ts';
import { nearestName, oneOf, quoted, shortened } from '../conventions/names.ts';
import type { Diagnostic } from './diagnostics.ts';
import { placeInside } from './place_inside.ts';
import type { Path, Place, Positions } from './positions.ts';
import { keysAt, schemaAt } from './schema_keys.ts';
import { kindOf } from './value_kinds.ts';

/** What issues are about: a value, the schema it does not fit, and the places of its parts. */
export interface Subject {
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
  readonly positions: Positions;
}

/** Zod's issues as diagnostics at their places in the file. */
export function diagnoseIssues(issues: readonly z.core.$ZodIssue[], subject: Subject): Diagnostic[] {
  return issues.flatMap((issue) => diagnose(issue, subject));
}

function diagnose(issue: z.core.$ZodIssue, subject: Subject): Diagnostic[] {
  const { path } = issue;
  const { value, positions } = subject;
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue, subject);
  if (issue.code === 'invalid_key') {
    const expected = issue.issues[0]?.message ?? issue.message;
    return [{ ...positions.key(path), problem: `${quoted(String(path.at(-1)))} is no key here`, expected }];
  }
  if (issue.code === 'custom' && issue.params?.exactlyOne !== undefined) return notExactlyOne(issue, subject);
  const input = valueAt(value, path);
  const meant = issue.code === 'invalid_union' ? issuesOfMember(issue, input) : null;
  if (meant !== null) return meant.flatMap((one) => diagnose(one, subject));
  const choices = choicesOf(issue);
  const expected = choices === null ? expectedOf(issue, input, subject) : oneOf(choices);
  if (input === undefined && issue.code !== 'custom') {
    const parent = path.slice(0, -1);
    const problem = `${quoted(String(path.at(-1)))} is missing${within(parent)}`;
    return [{ ...positions.anchor(parent), problem, expected }];
  }
  const is = issue.code === 'custom' && issue.params?.is;
  return [
    {
      ...placeOf(issue, positions),
      problem: `${describePath(path)} is ${typeof is === 'string' ? is : kindOf(input, issue)}`,
      expected,
      ...(choices !== null && typeof input === 'string' && suggest(input, choices)),
    },
  ];
}

/** What is wrong for the member of a union that was meant: the mapping where there is one, or one of fixed words. */
function issuesOfMember(
  { path, errors }: z.core.$ZodIssueInvalidUnion,
  input: unknown,
): z.core.$ZodIssue[] | null {
  const isOfKind = (issues: readonly z.core.$ZodIssue[]) => {
    const [whole] = issues.filter((one) => one.path.length === 0 && one.code !== 'unrecognized_keys');
    return typeof input === 'string' ? whole?.code === 'invalid_value' : whole === undefined;
  };
  const member = errors.find((issues) => issues.length > 0 && isOfKind(issues));
  return member?.map((one) => ({ ...one, path: [...path, ...one.path] })) ?? null;
}

// A rule about the text of a value may say at which character it is broken.
function placeOf(issue: z.core.$ZodIssue, positions: Positions): Place {
  const at: unknown = issue.code === 'custom' ? issue.params?.at : undefined;
  if (typeof at !== 'number') return positions.value(issue.path);
  const { isExact: _, ...place } = placeInside(issue.path, at, 1, positions);
  return place;
}

function unknownKeys(
  issue: z.core.$ZodIssueUnrecognizedKeys,
  { schema, value, positions }: Subject,
): Diagnostic[] {
  const { path, keys } = issue;
  const known = knownKeys(issue) ?? keysAt(schema, path, value);
  return keys.map((key) => ({
    ...positions.key([...path, key]),
    problem: `unknown key ${quoted(key)}${within(path)}`,
    ...(known.length > 0 && { expected: oneOf(known) }),
    ...suggest(key, known),
  }));
}

// A schema that cannot tell which keys apply says so itself.
function knownKeys(issue: object): readonly string[] | undefined {
  return 'known' in issue ? (issue.known as readonly string[]) : undefined;
}

function notExactlyOne(
  { path, message, params }: z.core.$ZodIssueCustom,
  { value, positions }: Subject,
): Diagnostic[] {
  const { exactlyOne } = params as unknown as ExactlyOneParams;
  const [first, second] = givenOf(valueAt(value, path), exactlyOne);
  const areThere = first !== undefined && second !== undefined;
  const place = areThere ? positions.key([...path, second]) : positions.anchor(path);
  const names = (areThere ? [first, second] : exactlyOne).map((key) => `"${key}"`);
  const all = names.length === 2 ? 'both' : 'all';
  const problem = `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are ${all} ${areThere ? 'there' : 'missing'}${within(path)}`;
  return [{ ...place, problem, expected: message }];
}

function choicesOf(issue: z.core.$ZodIssue): string[] | null {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code !== 'invalid_union' || !('options' in issue)) return null;
  const options = issue.options as readonly unknown[] | undefined;
  return options?.filter((option) => option !== undefined && option !== null).map(String) ?? null;
}

function expectedOf(issue: z.core.$ZodIssue, input: unknown, { schema, value, positions }: Subject): string {
  const { path, message } = issue;
  if (issue.code === 'invalid_type' && issue.expected === 'object') {
    const [key] = keysAt(schema, path, value);
    const example = key === undefined ? '' : `, such as "${key}: …"`;
    return `${message}${example}${/^[\w-]+:\S/.test(String(input)) ? '; a space follows the ":"' : ''}`;
  }
  const fits = (other: unknown) => {
    const own = schemaAt(schema, path, value);
    return own !== undefined && z.core.safeParse(own, other).success;
  };
  if (typeof input === 'number' || typeof input === 'boolean') {
    return fits(String(input)) ? `${message}, in quotes` : message;
  }
  if (typeof input === 'string' && /^-?\d+(?:\.\d+)?$/.test(input)) {
    return fits(Number(input)) ? `${message}, without quotes` : message;
  }
  const comment = input === null ? positions.node(path)?.comment : undefined;
  return /^\S/.test(comment ?? '') ? `${message}; "#" begins a comment unless it stands in quotes` : message;
}

function suggest(written: string, known: readonly string[]): { suggestion?: string } {
  const suggestion = nearestName(written, known);
  return suggestion === undefined ? {} : { suggestion };
}

/** A path as people say it: `alerts[2].above`. */
export function describePath(path: Path): string {
  if (path.length === 0) return 'the file';
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return `${text}${text === '' ? '' : '.'}${shortened(String(part))}`;
  }, '');
}

function within(path: Path): string {
  return path.length === 0 ? '' : ` in ${describePath(path)}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, part) => {
    return typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part)
      ? (inner as Record<PropertyKey, unknown>)[part]
      : undefined;
  }, value);
}
