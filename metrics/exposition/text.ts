import type { FamilySamples } from '../family.ts';
import { escapeHelp, formatLabels, formatNumber } from './format.ts';

export const TEXT_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Families in the text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/). */
export function renderText(families: readonly FamilySamples[]): string {
  let page = '';
  for (const { name, help, type, values } of families) {
    page += `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type === 'unknown' ? 'untyped' : type}\n`;
    for (const { metricName = name, labels = {}, value } of values) {
      page += `${metricName}${formatLabels(labels)} ${formatNumber(value)}\n`;
    }
  }
  return page;
}
