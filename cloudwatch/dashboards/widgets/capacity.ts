import type { Section } from './grid.ts';
import type { Widget } from './widget.ts';

/**
 * What one dashboard may hold; metrics that only feed expressions count as well.
 * Source: Amazon CloudWatch User Guide, «CloudWatch service quotas»: dashboards.
 */
export const MOST_WIDGETS = 500;
export const MOST_METRICS = 2500;
export const MOST_METRICS_OF_WIDGET = 500;

/** Sections as dashboards: as many on each as it may hold beside the links. A section stays in one piece. */
export function split(sections: readonly Section[]): Section[][] {
  const dashboards: Section[][] = [];
  let [widgets, metrics] = [Number.POSITIVE_INFINITY, 0];
  for (const section of sections) {
    widgets += section.length;
    metrics += metricsOf(section);
    if (widgets >= MOST_WIDGETS || metrics > MOST_METRICS) {
      dashboards.push([]);
      [widgets, metrics] = [section.length, metricsOf(section)];
    }
    dashboards.at(-1)?.push(section);
  }
  return dashboards;
}

/** Rows of the metrics of some widgets. */
export function metricsOf(widgets: readonly Widget[]): number {
  return widgets
    .map((widget) => (widget.type === 'metric' ? widget.properties.metrics.length : 0))
    .reduce((sum, count) => sum + count, 0);
}
