import { FamilyUnderWay } from './family_under_way.ts';
import type { Place } from './line_reader.ts';
import type { ParsedFamily, ParsedType } from './parsed_family.ts';
import { type Roles, TEXT_ROLES } from './roles.ts';
import { labelProblem } from './rules.ts';
import type { SampleLine } from './sample_line.ts';
import type { Scanner } from './scanner.ts';

const SUFFIXES = ['_bucket', '_sum', '_count'];

/**
 * Puts the lines of a text page together to families. The lines of a family may stand apart, as they may for Prometheus.
 * Everything throws a PageError where a line contradicts what was there before.
 */
export class TextFamilies {
  readonly #scanner: Scanner;
  readonly #families = new Map<string, FamilyUnderWay>();
  /** The series of the last line: mostly the next one has the same name. */
  #last: Place | null = null;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  /** HELP; `at` is where the line says so. The same text may be there twice. */
  help(name: string, text: string, at: number): void {
    const family = this.#familyOf(name);
    if (family.help !== null && family.help !== text)
      this.#scanner.refuse(`${name} has another HELP already`, at);
    family.help = text;
  }

  /** TYPE; the same one may be there twice. */
  type(name: string, type: ParsedType, at: number): void {
    const family = this.#familyOf(name);
    if (family.type === type) return;
    if (family.type !== null) this.#scanner.refuse(`${name} has the TYPE ${family.type} already`, at);
    const suffixes = TEXT_ROLES.get(type)?.keys() ?? [];
    const early = ['', ...suffixes].find((suffix) => this.#hasUntyped(name + suffix));
    if (early !== undefined)
      this.#scanner.refuse(`the TYPE of ${name} comes after its series ${name}${early}`, at);
    family.type = type;
  }

  /** Answers where it belongs. */
  add({ series, rest }: SampleLine): Place {
    const { name, labels } = series;
    const { value, timestamp, exemplar } = rest;
    const place = this.#placeOf(name);
    const { family, role } = place;
    const problem = labelProblem({ family: family.name, role, labels, value }, 'text');
    if (problem !== null) this.#scanner.refuse(problem, this.#scanner.lineStart);
    if (!family.isNew(series))
      this.#scanner.refuse('the series of this line is there twice', this.#scanner.lineStart);
    family.values.push({ metricName: place.name, labels, value, timestamp, exemplar });
    return place;
  }

  finished(): ParsedFamily[] {
    return Array.from(this.#families.values(), (family) => family.finished(family.name));
  }

  #familyOf(name: string): FamilyUnderWay {
    const known = this.#families.get(name) ?? new FamilyUnderWay(name, this.#families.size);
    this.#families.set(name, known);
    this.#last = null;
    return known;
  }

  #hasUntyped(name: string): boolean {
    const family = this.#families.get(name);
    return family !== undefined && family.type === null && !family.isEmpty;
  }

  #placeOf(name: string): Place {
    if (this.#last?.name === name) return this.#last;
    const place = this.#findPlace(name);
    this.#last = place;
    return place;
  }

  #findPlace(name: string): Place {
    const own = this.#families.get(name);
    if (own !== undefined) {
      const roles = rolesOf(own);
      const role = roles.get('');
      if (role !== undefined) return { name, family: own, role };
      const names = [...roles.keys()].map((suffix) => name + suffix).join(', ');
      this.#scanner.refuse(
        `${name} is of type ${own.type}, whose series are called ${names}`,
        this.#scanner.lineStart,
      );
    }
    for (const suffix of SUFFIXES) {
      if (!name.endsWith(suffix)) continue;
      const family = this.#families.get(name.slice(0, -suffix.length));
      const role = family && rolesOf(family).get(suffix);
      if (family !== undefined && role !== undefined) return { name, family, role };
    }
    return { name, family: this.#familyOf(name), role: 'value' };
  }
}

function rolesOf({ type }: FamilyUnderWay): Roles {
  return TEXT_ROLES.get(type ?? 'unknown') ?? new Map();
}
