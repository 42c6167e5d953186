import { parser } from '@prometheus-io/lezer-promql';
import type { ParsedSample } from './python_parser.ts';

/**
 * The lines of a page of either text format, without comments, read with the grammar of Prometheus's own
 * queries: it has the quoted names, which the other judges are too old for. Throws where a line is none.
 */
export function readQuoted(page: string): ParsedSample[] {
  const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('# '));
  return lines.map((line) => {
    const end = line.lastIndexOf(' ');
    const value = line.slice(end + 1).replace(/Inf$/, 'Infinity');
    return { ...readSelector(line.slice(0, end)), value: Number(value) };
  });
}

function readSelector(series: string): Omit<ParsedSample, 'value'> {
  let name = '';
  const labels: Record<string, string> = {};
  const texts: string[] = [];
  parser.parse(series).iterate({
    enter({ name: kind, from, to, type }) {
      const text = series.slice(from, to);
      if (type.isError) throw new Error(`Not a series: ${series}`);
      if (kind === 'Identifier' || kind === 'LabelName') texts.push(text);
      if (kind === 'StringLiteral') texts.push(unquoted(text));
    },
    leave({ name: kind, node }) {
      // A quoted name is the metric's, unless it stands before a value.
      const isName =
        kind === 'Identifier' || (kind === 'QuotedLabelName' && node.parent?.name === 'LabelMatchers');
      if (isName) name = texts.pop() ?? '';
      if (!kind.endsWith('LabelMatcher')) return;
      const [value = '', label = ''] = [texts.pop(), texts.pop()];
      if (Object.hasOwn(labels, label)) throw new Error(`The label ${label} is there twice: ${series}`);
      labels[label] = value;
    },
  });
  return { name, labels };
}

function unquoted(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}
