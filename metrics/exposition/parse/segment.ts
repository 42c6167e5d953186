import { Buffer } from 'node:buffer';
import { decodePage } from './decode.ts';
import { CREATED, type Extent, LineLayout, OTHER } from './line_layout.ts';
import { PageError } from './page_error.ts';
import { PageReader } from './page_reader.ts';
import type { ParsedFamily } from './parsed_family.ts';
import type { KnownPage } from './repeated_page.ts';

const END = Buffer.from('# EOF\n');

/** The series of one family, of which some have come or gone. */
export interface Segment {
  /** Where its series begin and end on the page before. */
  readonly from: Extent;
  readonly to: Extent;
  /** Its lines on this page, with the lines before that say what it is. */
  readonly pieces: readonly Buffer[];
}

export interface SegmentRead {
  /** Which of the page's families it is. */
  readonly ordinal: number;
  readonly family: ParsedFamily;
  /** What its lines are, from `from` to `to`. */
  readonly layout: LineLayout;
  readonly from: Extent;
  readonly to: Extent;
}

/**
 * Reads a segment by itself, as a page of one family. Answers null unless the whole page would be read the same: the lines before
 * it give the family its type, it has no series elsewhere, and no other family can take its series for its own.
 */
export function* readSegment(known: KnownPage, segment: Segment): Generator<void, SegmentRead | null> {
  const layout = new LineLayout();
  const families = yield* familiesOf(known, segment, layout);
  const [family, ...others] =
    families?.filter(({ values, created }) => values.length + created.length > 0) ?? [];
  if (family === undefined || others.length > 0) return null;
  const ordinal = known.families.findIndex(({ name }) => name === family.name);
  const before = known.families[ordinal];
  if (before === undefined || !isSameKind(before, family) || !isOnlyHere(known, segment, ordinal))
    return null;
  if (!(yield* areItsOwn(family, known))) return null;
  const line = layout.prefixes.findIndex((prefix) => prefix !== OTHER);
  const to = {
    line: layout.prefixes.findLastIndex((prefix) => prefix !== OTHER) + 1,
    sample: layout.families.length,
  };
  return { ordinal, family, layout, from: { line, sample: 0 }, to };
}

function* familiesOf(
  { format }: KnownPage,
  { pieces }: Segment,
  layout: LineLayout,
): Generator<void, ParsedFamily[] | null> {
  try {
    const reader = new PageReader(format);
    for (const piece of format === 'text' ? pieces : [...pieces, END]) {
      yield* reader.read(decodePage(piece), layout);
      yield;
    }
    return layout.isComplete ? reader.finished() : null;
  } catch (error) {
    // Who reads the page in full says where, and why.
    if (error instanceof PageError) return null;
    throw error;
  }
}

/** A family without a type may have got its series by their names alone. */
function isSameKind(one: ParsedFamily, other: ParsedFamily): boolean {
  const { type, help, unit } = one;
  return type !== 'unknown' && type === other.type && help === other.help && unit === other.unit;
}

/** Whether a family had all its series in the segment, and the segment no others. */
function isOnlyHere({ layout, families }: KnownPage, { from, to }: Segment, ordinal: number): boolean {
  const family = families[ordinal];
  for (let sample = from.sample; sample < to.sample; sample += 1) {
    if (layout.families[sample] !== ordinal) return false;
  }
  let created = 0;
  for (let line = from.line; line < to.line; line += 1) if (layout.prefixes[line] === CREATED) created += 1;
  return family?.values.length === to.sample - from.sample && family.created.length === created;
}

/** Whether none of its series is called like another family, which would have it then. */
function* areItsOwn({ name, values }: ParsedFamily, { families }: KnownPage): Generator<void, boolean> {
  const names = new Set(families.map((family) => family.name));
  names.delete(name);
  let last = name;
  for (const [index, { metricName }] of values.entries()) {
    if (index % 1000 === 0) yield;
    if (metricName !== last && names.has(metricName)) return false;
    last = metricName;
  }
  return true;
}
