import { underlined } from './source_line.ts';

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

/** Raised where a definition cannot be used; its message shows the mistakes with their places. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(file: string, text: string, diagnostics: readonly Diagnostic[]) {
    super(formatDiagnostics(file, text, diagnostics));
    this.diagnostics = diagnostics;
  }
}

// Nobody reads more, and a file of another kind would have thousands.
const MOST_SHOWN = 100;

/**
 * Diagnostics as people read them: `file:line:column: problem`, the offending line with a caret, what was
 * expected, the nearest known name; in the order of the file, and a count at the end.
 */
export function formatDiagnostics(file: string, text: string, diagnostics: readonly Diagnostic[]): string {
  const lines = text.split(/\r?\n/);
  const sorted = [...diagnostics].sort((a, b) => a.line - b.line || a.column - b.column);
  const blocks = sorted.slice(0, MOST_SHOWN).map((diagnostic) => formatDiagnostic(file, lines, diagnostic));
  const count = sorted.length === 1 ? '1 mistake' : `${sorted.length} mistakes`;
  const shown = sorted.length > MOST_SHOWN ? `, of which these are the first ${MOST_SHOWN}` : '';
  return `${blocks.join('\n\n')}\n\n${count} in ${file}${shown}`;
}

function formatDiagnostic(file: string, lines: readonly string[], diagnostic: Diagnostic): string {
  const { line, column, length, problem, expected, suggestion } = diagnostic;
  const { shown, caret } = underlined(lines[line - 1] ?? '', column, length);
  const number = String(line);
  const block = [
    `${file}:${line}:${column}: ${problem}`,
    `  ${number} | ${shown}`.trimEnd(),
    `  ${' '.repeat(number.length)} | ${caret}`,
  ];
  if (expected !== undefined) block.push(`  expected ${expected}`);
  if (suggestion !== undefined && suggestion !== expected) block.push(`  did you mean "${suggestion}"?`);
  return block.join('\n');
}
