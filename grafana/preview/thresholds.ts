import { colorOf } from './colors.ts';

export interface ThresholdsJson {
  readonly mode?: string;
  readonly steps?: readonly { readonly value: number | null; readonly color: string }[];
}

/** One step: from `value` on, the colour; the first one starts at negative infinity. */
export interface Step {
  readonly value: number;
  readonly color: string;
}

/** The steps in the unit of the series, lowest first. Percentages are of the range from `min` to `max`. */
export function stepsOf(thresholds: ThresholdsJson | undefined, min = 0, max = 100): Step[] {
  return (thresholds?.steps ?? [])
    .map(({ value, color }) => ({
      value: value === null ? Number.NEGATIVE_INFINITY : inUnit(value, thresholds?.mode, min, max),
      color: colorOf(color),
    }))
    .sort((a, b) => a.value - b.value);
}

/** The colour of a value: that of the highest step that it reaches. */
export function thresholdColor(steps: readonly Step[], value: number): string {
  return steps.findLast((step) => value >= step.value)?.color ?? steps[0]?.color ?? colorOf('text');
}

function inUnit(value: number, mode: string | undefined, min: number, max: number): number {
  return mode === 'percentage' ? min + (value / 100) * (max - min) : value;
}
