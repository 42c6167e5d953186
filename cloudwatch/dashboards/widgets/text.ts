import { COLUMNS } from './grid.ts';
import type { TextWidget } from './widget.ts';

/**
 * The heading of a section, and in one sentence or two what to read there, for graphs of CloudWatch have titles only.
 * Markdown: what comes from a definition must be escaped before.
 */
export function heading(title: string, ...sentences: readonly string[]): TextWidget {
  const text = sentences.join(' ');
  return {
    type: 'text',
    width: COLUMNS,
    height: text === '' ? 1 : 2,
    properties: {
      markdown: text === '' ? `## ${title}` : `## ${title}\n${text}`,
      background: 'transparent',
    },
  };
}

/** Text that Markdown shows as it is. */
export function plain(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+!|<>~]/g, '\\$&');
}
