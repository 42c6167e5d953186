import { withoutTotal } from '../units.ts';
import { FamilyUnderWay } from './family_under_way.ts';
import type { Place } from './line_reader.ts';
import type { ParsedFamily, ParsedType } from './parsed_family.ts';
import { baseOf, OPEN_METRICS_ROLES, type Role } from './roles.ts';
import { exemplarProblem, type Judged, labelProblem, valueProblem } from './rules.ts';
import type { SampleLine } from './sample_line.ts';
import type { SampleRest } from './sample_rest.ts';
import type { Scanner } from './scanner.ts';
import type { PageLabels } from './series.ts';

/** Types whose families cannot have a unit. */
const WITHOUT_UNIT: readonly (ParsedType | null)[] = ['info', 'stateset'];
/** The latest time that a Date can have, in milliseconds since 1970. */
const LATEST = 8.64e15;

/**
 * Puts the lines of an OpenMetrics page together to families, whose lines must stand together. Everything throws a
 * PageError where a line is not allowed where it is.
 */
export class OpenMetricsFamilies {
  readonly #scanner: Scanner;
  readonly #finished: ParsedFamily[] = [];
  /** The family that each name belongs to, as its own or as that of its series. */
  readonly #owners = new Map<string, FamilyUnderWay>();
  #current: FamilyUnderWay | null = null;
  #families = 0;
  /** By the names of the present family's series. */
  #roles = new Map<string, Role>();
  /** The series of the last line: mostly the next one has the same name. */
  #last: Place | null = null;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  /** HELP; `at` is where the line says so. */
  help(name: string, text: string, at: number): void {
    const family = this.#describe(name, at);
    if (family.help !== null) this.#scanner.refuse(`${name} has a HELP already`, at);
    family.help = text;
  }

  /** TYPE. */
  type(name: string, type: ParsedType, at: number): void {
    const family = this.#describe(name, at);
    if (family.type !== null) this.#scanner.refuse(`${name} has a TYPE already`, at);
    family.type = type;
    this.#refuseUnit(family, at);
    this.#takeRoles(family, at);
  }

  /** UNIT, which may be empty. */
  unit(name: string, unit: string, at: number): void {
    const family = this.#describe(name, at);
    if (family.unit !== null) this.#scanner.refuse(`${name} has a UNIT already`, at);
    if (unit !== '' && ![name, withoutTotal(name)].some((one) => one.endsWith(`_${unit}`)))
      this.#scanner.refuse(`the name ${name} does not end in its unit, _${unit}`, at);
    family.unit = unit;
    this.#refuseUnit(family, at);
  }

  /** Answers where it belongs. */
  add({ series, rest }: SampleLine): Place {
    const { name, labels } = series;
    const { value, timestamp, exemplar } = rest;
    const place = this.#placeOf(name);
    const { family, role } = place;
    const start = this.#scanner.lineStart;
    const judged: Judged = { family: family.name, role, labels, value };
    this.#refuseAny(labelProblem(judged, 'openmetrics'), start);
    this.#refuseAny(valueProblem(judged), rest.valueAt);
    if (exemplar !== null) this.#refuseAny(exemplarProblem(judged, exemplar), rest.exemplarAt);
    if (!family.isNew(series)) this.#scanner.refuse('the series of this line is there twice', start);
    if (role === 'created') this.#addCreated(family, labels, rest);
    else family.values.push({ metricName: place.name, labels, value, timestamp, exemplar });
    return place;
  }

  finished(): ParsedFamily[] {
    this.#finish();
    return this.#finished;
  }

  #addCreated(family: FamilyUnderWay, labels: PageLabels, { value, valueAt }: SampleRest): void {
    const timestamp = Math.round(value * 1000);
    if (!(Math.abs(timestamp) <= LATEST))
      this.#scanner.refuse(`${value} is no time in seconds since 1970`, valueAt);
    family.created.push({ labels, timestamp });
  }

  /** The family that a line of metadata is about. */
  #describe(name: string, at: number): FamilyUnderWay {
    if (this.#current?.name !== name) return this.#start(name, at);
    if (!this.#current.isEmpty) this.#scanner.refuse(`this comes after the series of ${name}`, at);
    return this.#current;
  }

  #placeOf(name: string): Place {
    if (this.#last?.name === name && this.#last.family === this.#current) return this.#last;
    const place = this.#findPlace(name);
    this.#last = place;
    return place;
  }

  #findPlace(name: string): Place {
    const { lineStart } = this.#scanner;
    if (this.#current !== null && this.#current.type === null && this.#current.isEmpty)
      this.#takeRoles(this.#current, lineStart);
    const role = this.#roles.get(name);
    if (role !== undefined && this.#current !== null) return { name, family: this.#current, role };
    if (this.#current !== null && this.#current === this.#owners.get(name)) {
      const names = [...this.#roles.keys()].join(', ');
      const { type } = this.#current;
      this.#scanner.refuse(`${name} is of type ${type}, whose series are called ${names}`, lineStart);
    }
    const family = this.#start(name, lineStart);
    this.#takeRoles(family, lineStart);
    return { name, family, role: 'value' };
  }

  #start(name: string, at: number): FamilyUnderWay {
    this.#finish();
    const family = new FamilyUnderWay(name, this.#families);
    this.#families += 1;
    this.#current = family;
    this.#roles = new Map();
    this.#own(name, family, at);
    return family;
  }

  #takeRoles(family: FamilyUnderWay, at: number): void {
    const type = family.type ?? 'unknown';
    const base = baseOf(type, family.name);
    this.#roles = new Map();
    for (const [suffix, role] of OPEN_METRICS_ROLES.get(type) ?? []) {
      this.#own(base + suffix, family, at);
      this.#roles.set(base + suffix, role);
    }
  }

  #own(name: string, family: FamilyUnderWay, at: number): void {
    const owner = this.#owners.get(name) ?? family;
    if (owner !== family) {
      const whose = owner.name === name ? '' : ` as a series of ${owner.name}`;
      this.#scanner.refuse(`${name} was there before${whose}; the lines of a family stand together`, at);
    }
    this.#owners.set(name, family);
  }

  #finish(): void {
    const family = this.#current;
    if (family === null) return;
    const { name, type } = family;
    const suffix = type === 'counter' ? '_total' : type === 'info' ? '_info' : '';
    this.#finished.push(family.finished(baseOf(type ?? 'unknown', name) + suffix));
    this.#current = null;
  }

  #refuseUnit({ name, type, unit }: FamilyUnderWay, at: number): void {
    if (unit !== null && unit !== '' && WITHOUT_UNIT.includes(type))
      this.#scanner.refuse(`${name} is of type ${type}, which has no unit`, at);
  }

  #refuseAny(problem: string | null, at: number): void {
    if (problem !== null) this.#scanner.refuse(problem, at);
  }
}
