import { BOUNDS, HELP, LABEL_NAMES, labelSets, METRIC } from '../workload.ts';

export const HEAD = `# HELP ${METRIC} ${HELP}\n# TYPE ${METRIC} histogram\n`;
export const CONTENT_TYPE = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
} as const;

/** The fourteen line beginnings of each label set, up to the blank before the number. */
export function lineStarts(format: 'text' | 'openmetrics'): string[][] {
  const bounds = [...BOUNDS, Number.POSITIVE_INFINITY].map((bound) => le(bound, format));
  return labelSets.map((labels) => {
    const pairs = LABEL_NAMES.map((name) => `${name}="${labels[name]}"`).join(',');
    return [
      ...bounds.map((bound) => inOnePiece(`${METRIC}_bucket{${pairs},le="${bound}"} `)),
      inOnePiece(`${METRIC}_sum{${pairs}} `),
      inOnePiece(`${METRIC}_count{${pairs}} `),
    ];
  });
}

// OpenMetrics writes bounds as floats.
function le(bound: number, format: 'text' | 'openmetrics'): string {
  if (bound === Number.POSITIVE_INFINITY) return '+Inf';
  return format === 'openmetrics' && Number.isInteger(bound) ? bound.toFixed(1) : String(bound);
}

/** A string that was put together, ready to be read. */
export function inOnePiece(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
