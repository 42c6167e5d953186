import { closest, distance } from 'fastest-levenshtein';

/** One mistake in a file, at the place where it was made. Lines and columns count from 1. */
export interface Diagnostic {
  readonly line: number;
  readonly column: number;
  /** Characters to underline, at least one. */
  readonly length: number;
  /** What is wrong, in lower case, without a full stop. */
  readonly problem: string;
  /** What would be right. */
  readonly expected?: string;
  /** The name that was probably meant. */
  readonly suggestion?: string;
}

/** Raised where a definition cannot be used; its message shows every mistake with its place. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(file: string, text: string, diagnostics: readonly Diagnostic[]) {
    super(formatDiagnostics(file, text, diagnostics));
    this.diagnostics = diagnostics;
  }
}

/**
 * All diagnostics as people read them: `file:line:column: problem`, the offending line with a caret, what was
 * expected, the nearest known name; in the order of the file, and a count at the end.
 */
export function formatDiagnostics(file: string, text: string, diagnostics: readonly Diagnostic[]): string {
  const lines = text.split(/\r?\n/);
  const sorted = [...diagnostics].sort((a, b) => a.line - b.line || a.column - b.column);
  const blocks = sorted.map((diagnostic) => formatDiagnostic(file, lines, diagnostic));
  const count = sorted.length === 1 ? '1 mistake' : `${sorted.length} mistakes`;
  return `${blocks.join('\n\n')}\n\n${count} in ${file}`;
}

/** The known name nearest to what was written, where one is near enough to have been meant. */
export function nearestName(written: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const nearest = closest(written.toLowerCase(), [...known]);
  const tolerance = Math.max(1, Math.floor(Math.max(written.length, nearest.length) / 3));
  return distance(written.toLowerCase(), nearest.toLowerCase()) <= tolerance ? nearest : undefined;
}

/** `a`, `b` and `c` in a sentence: "one of a, b or c". */
export function oneOf(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `one of ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function formatDiagnostic(file: string, lines: readonly string[], diagnostic: Diagnostic): string {
  const { line, column, length, problem, expected, suggestion } = diagnostic;
  const source = lines[line - 1] ?? '';
  const number = String(line);
  const gutter = ' '.repeat(number.length);
  const underline = '^'.repeat(Math.max(1, Math.min(length, source.length - column + 1)));
  // Tabs before the caret keep their width.
  const indent = source.slice(0, column - 1).replace(/[^\t]/g, ' ');
  const block = [
    `${file}:${line}:${column}: ${problem}`,
    `  ${number} | ${source}`,
    `  ${gutter} | ${indent}${underline}`,
  ];
  if (expected !== undefined) block.push(`  expected ${expected}`);
  if (suggestion !== undefined) block.push(`  did you mean "${suggestion}"?`);
  return block.join('\n');
}
