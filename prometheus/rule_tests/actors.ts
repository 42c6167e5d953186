import { type Piece, SampledSeries } from './promql/samples.ts';
import type { Labels } from './promql/values.ts';

/**
 * Something that is measured, and whose one level a test sets: the value of a gauge, the growth of a counter from one sample to the
 * next, how many seconds ago a Unix time was, or the bucket that the observations of a histogram are in, counted from 0; quarters on
 * top of that are more observations.
 */
export type Actor =
  | {
      readonly kind: 'gauge' | 'counter' | 'clock';
      readonly labels: Labels;
      /** Labels of a second series that is always at the same level. */
      readonly twin?: Labels;
    }
  | { readonly kind: 'histogram'; readonly labels: Labels; readonly bounds: readonly string[] };

/** Null while it is not there at all. */
export type Level = number | null;

/** A level that lasts for so many samples. */
export interface Phase {
  readonly samples: number;
  readonly level: Level;
}

/** Observations of a histogram from one sample to the next, by the quarters above the number of their bucket. */
const OBSERVATIONS = [60, 100, 170, 600] as const;

/** The series of an actor that plays these phases; `interval` is the time between samples, in milliseconds. */
export function play(actor: Actor, phases: readonly Phase[], interval: number): SampledSeries[] {
  if (actor.kind !== 'histogram') {
    const pieces = PLAYS[actor.kind](merged(phases), interval);
    if (pieces.every(({ start }) => start === null)) return [];
    return [actor.labels, ...(actor.twin === undefined ? [] : [actor.twin])].map(
      (labels) => new SampledSeries(labels, pieces),
    );
  }
  if (phases.every(({ level }) => level === null)) return [];
  return bucketsOf(actor).map((labels, index) => {
    const growths = phases.map(({ samples, level }) => ({
      samples,
      level: level === null ? null : growth(level, index),
    }));
    return new SampledSeries(labels, counter(merged(growths)));
  });
}

function growth(level: number, bucket: number): number {
  const fallsInto = Math.floor(level);
  return fallsInto <= bucket ? (OBSERVATIONS[Math.round(4 * (level - fallsInto))] ?? 0) : 0;
}

const buckets = new WeakMap<Actor, readonly Labels[]>();

function bucketsOf(actor: Extract<Actor, { kind: 'histogram' }>): readonly Labels[] {
  const labels = buckets.get(actor) ?? actor.bounds.map((le) => ({ ...actor.labels, le }));
  buckets.set(actor, labels);
  return labels;
}

const PLAYS = { gauge, counter, clock } as const;

function gauge(phases: readonly Phase[]): Piece[] {
  return phases.map(({ samples, level }) => ({ count: samples, start: level, growth: 0 }));
}

/** Begins at zero, also where it comes back. */
function counter(phases: readonly Phase[]): Piece[] {
  const pieces: Piece[] = [];
  let reached: number | null = null;
  for (const { samples, level } of phases) {
    const start: number | null = level === null ? null : reached === null ? 0 : exact(reached + level);
    pieces.push({ count: samples, start, growth: level ?? 0 });
    reached = start === null ? null : exact(start + (level ?? 0) * (samples - 1));
  }
  return pieces;
}

function clock(phases: readonly Phase[], interval: number): Piece[] {
  let before = 0;
  return phases.map(({ samples, level }) => {
    const now = (before * interval) / 1000;
    before += samples;
    return { count: samples, start: level === null ? null : exact(now - level), growth: interval / 1000 };
  });
}

function merged(phases: readonly Phase[]): Phase[] {
  const all: Phase[] = [];
  for (const phase of phases.filter(({ samples }) => samples > 0)) {
    const last = all.at(-1);
    if (last?.level === phase.level) all[all.length - 1] = { ...last, samples: last.samples + phase.samples };
    else all.push(phase);
  }
  return all;
}

// So that people read 0.3 rather than 0.30000000000000004.
function exact(value: number): number {
  return Number(value.toPrecision(12));
}
