import { AwsError } from './errors.ts';

const NON_FINITE = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

/** A structure of AWS JSON: its members by type. Null counts as absent, and unknown members are ignored, as by AWS. */
export class Input {
  readonly #members: Readonly<Record<string, unknown>>;

  private constructor(members: Readonly<Record<string, unknown>>) {
    this.#members = members;
  }

  /** Reads a request's body. Throws a SerializationException where it is not one JSON object. */
  static parse(body: string): Input {
    try {
      return Input.#of(JSON.parse(body === '' ? '{}' : body), 'Map');
    } catch (error) {
      if (error instanceof AwsError) throw error;
      throw new AwsError('SerializationException', 'The body is not JSON.');
    }
  }

  /** Reads the form of the query protocol, whose members are all texts. */
  static ofForm(body: string): Input {
    const { Action: _action, Version: _version, ...members } = Object.fromEntries(new URLSearchParams(body));
    return new Input(members);
  }

  static #of(value: unknown, target: string): Input {
    if (kindOf(value) !== 'STRUCTURE') throw wrongKind(value, target);
    return new Input(value as Record<string, unknown>);
  }

  string(name: string): string | undefined {
    return this.#get(name, (value) => {
      if (typeof value !== 'string') throw wrongKind(value, 'a String');
      return value;
    });
  }

  /** A double: a number, or one of the strings NaN, Infinity, -Infinity. */
  number(name: string): number | undefined {
    return this.#get(name, toNumber);
  }

  boolean(name: string): boolean | undefined {
    return this.#get(name, (value) => {
      if (typeof value !== 'boolean') throw wrongKind(value, 'a Boolean');
      return value;
    });
  }

  /** A timestamp, in milliseconds since 1970. On the wire it is seconds. */
  time(name: string): number | undefined {
    return this.#get(name, (value) => {
      if (typeof value !== 'number') throw wrongKind(value, 'a Timestamp');
      return Math.round(value * 1000);
    });
  }

  structure(name: string): Input | undefined {
    return this.#get(name, (value) => Input.#of(value, 'a Structure'));
  }

  structures(name: string): readonly Input[] | undefined {
    return this.#list(name, (value) => Input.#of(value, 'a Structure'));
  }

  numbers(name: string): readonly number[] | undefined {
    return this.#list(name, toNumber);
  }

  strings(name: string): readonly string[] | undefined {
    return this.#list(name, (value) => {
      if (typeof value !== 'string') throw wrongKind(value, 'a String');
      return value;
    });
  }

  /** All members, to tell one request from another. */
  without(name: string): Readonly<Record<string, unknown>> {
    return { ...this.#members, [name]: undefined };
  }

  #list<T>(name: string, read: (value: unknown) => T): readonly T[] | undefined {
    return this.#get(name, (value) => {
      if (!Array.isArray(value)) throw wrongKind(value, 'a List');
      return value.map(read);
    });
  }

  #get<T>(name: string, read: (value: unknown) => T): T | undefined {
    const value = Object.hasOwn(this.#members, name) ? this.#members[name] : undefined;
    return value === undefined || value === null ? undefined : read(value);
  }
}

function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  const special = typeof value === 'string' ? NON_FINITE.get(value) : undefined;
  if (special === undefined) throw wrongKind(value, 'a Double');
  return special;
}

function wrongKind(value: unknown, target: string): AwsError {
  return new AwsError('SerializationException', `${kindOf(value)}_VALUE can not be converted to ${target}`);
}

function kindOf(value: unknown): string {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return 'LIST';
  return typeof value === 'object' ? 'STRUCTURE' : (typeof value).toUpperCase();
}
