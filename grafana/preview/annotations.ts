import { colorOf } from './colors.ts';
import type { AnnotationJson } from './dashboard_json.ts';
import { withLabels } from './frames.ts';
import type { Mark } from './panels/drawing.ts';
import type { Series } from './prometheus.ts';

/**
 * What to mark of the series of an annotation's query, in steps of `stepMs`: as long as a series is there and not zero,
 * or the moments that its values tell.
 */
export function marksOf(annotation: AnnotationJson, series: readonly Series[], stepMs: number): Mark[] {
  const color = colorOf(annotation.iconColor ?? 'blue');
  return series.flatMap(({ labels, points }) => {
    const text = withLabels(annotation.titleFormat ?? annotation.name, labels);
    if (annotation.useValueForTime === true)
      return [...new Set(points.map(([, value]) => value))].map((at) => ({
        fromMs: at,
        toMs: at,
        color,
        text,
      }));
    const marks: { fromMs: number; toMs: number; color: string; text: string }[] = [];
    for (const [timeMs, value] of points) {
      if (value === 0) continue;
      const last = marks.at(-1);
      if (last !== undefined && timeMs - last.toMs <= 1.5 * stepMs) last.toMs = timeMs;
      else marks.push({ fromMs: timeMs, toMs: timeMs, color, text });
    }
    return marks;
  });
}
