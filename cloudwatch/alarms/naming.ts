import { createHash } from 'node:crypto';
import type { Definition } from '../../definition/schema.ts';
import { type AlarmNameParts, alarmName, logicalId } from '../names.ts';

/** Characters of a name of an alarm, and of a logical identifier: API reference, PutMetricAlarm; CloudFormation User Guide, «Resources». */
const MOST_CHARACTERS = 255;
const HASH_DIGITS = 8;

/** What an alarm is called, in CloudWatch and in its template. */
export interface AlarmNames {
  readonly name: string;
  readonly logicalId: string;
}

/** Gives names that no two alarms of a definition share; the same definition always gets the same. */
export class Naming {
  readonly #definition: Definition;
  readonly #names = new Set<string>();
  readonly #ids = new Set<string>();

  constructor(definition: Definition) {
    this.#definition = definition;
  }

  /** Names for one more alarm. Where another one has a name already, or it is too long, a digest of what it is follows. */
  give({ alert, service, part }: AlarmNameParts): AlarmNames {
    const said = { alert, service, part: part?.replace(/[^A-Za-z0-9_.-]+/g, '-') };
    const isOther = service !== this.#definition.service.name;
    const id = logicalId(...(isOther ? [service] : []), alert, ...(part === undefined ? [] : [part]));
    const digest = digestOf([alert, service, part ?? '']);
    return {
      name: taken(alarmName(this.#definition, said), `-${digest}`, this.#names),
      logicalId: taken(id, digest, this.#ids),
    };
  }
}

function taken(text: string, end: string, known: Set<string>): string {
  const isFree = text.length <= MOST_CHARACTERS && !known.has(text);
  let name = isFree ? text : `${text.slice(0, MOST_CHARACTERS - end.length)}${end}`;
  // The same alert twice of the same service, or two digests that are equal.
  for (let number = 2; known.has(name); number += 1) name = `${name.slice(0, MOST_CHARACTERS - 8)}${number}`;
  known.add(name);
  return name;
}

function digestOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, HASH_DIGITS);
}
