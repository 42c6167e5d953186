import { FINDINGS, type FindingTexts } from './findings/index.ts';

/** Every finding as a table of Markdown, as docs/doctor.md has it; one for each part of the way. */
export function findingsTables(): string {
  const parts = Map.groupBy(Object.entries(FINDINGS), ([id]) => id.slice(0, id.indexOf('.')));
  return [...parts].map(([part, findings]) => `### ${part}\n\n${tableOf(findings)}\n`).join('\n');
}

function tableOf(findings: readonly (readonly [string, FindingTexts])[]): string {
  const rows = findings.map(
    ([id, { what, why, remedy }]) => `| \`${id}\` | ${[what, why, remedy].map(cell).join(' | ')} |`,
  );
  return ['| id | text | why | do |', '|---|---|---|---|', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
