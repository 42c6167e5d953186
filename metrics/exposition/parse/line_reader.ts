import type { FamilyUnderWay } from './family_under_way.ts';
import type { ParsedFamily } from './parsed_family.ts';
import type { Role } from './roles.ts';

/** Where a series belongs. */
export interface Place {
  /** The series' own name; one string for all series of that name that follow one another. */
  readonly name: string;
  readonly family: FamilyUnderWay;
  readonly role: Role;
}

/** Reads one format, line by line. Everything throws a PageError where a line is not allowed where it is. */
export interface LineReader {
  /** Reads a line; false where the scanner has none left. */
  readLine(): boolean;
  /** Where the sample of the last line belongs; null where it was no sample. */
  readonly place: Place | null;
  /** Where the value of the last line's sample begins in the scanner's text. */
  readonly valueAt: number;
  /** All families; to be called once, when there are no more lines. */
  finished(): ParsedFamily[];
}
