import { z } from 'zod';
import { isObject } from '../../conventions/is_object.ts';
import { nearestName, oneOf, quoted } from '../../conventions/names.ts';
import type { Diagnostic } from '../diagnostics.ts';
import type { Path, Positions } from '../positions.ts';

/** A name and where it is written. */
export interface Named {
  readonly name: string;
  readonly path: Path;
}

/** A part of a list of `notify`, as the file has it. */
export interface WrittenItem {
  readonly value: unknown;
  readonly path: Path;
}

/** Names that an earlier entry has. `kind` is what they are names of. */
export function secondNames(all: readonly Named[], kind: string, positions: Positions): Diagnostic[] {
  return all.flatMap(({ name, path }, index) => {
    const first = all.findIndex((one) => one.name === name);
    const earlier = all[first];
    if (first === index || earlier === undefined) return [];
    const { line } = positions.value(earlier.path);
    const called = quoted(positions.written(path) ?? name);
    return [
      {
        ...positions.value(path),
        problem: `a second ${kind} called ${called}; the first is in line ${line}`,
        expected: 'a name of its own',
      },
    ];
  });
}

/** Names in the list at `path` that no entry of the list of that key has. */
export function unknownNames(
  names: readonly string[],
  path: Path,
  known: readonly Named[],
  positions: Positions,
): Diagnostic[] {
  const written = known.map((one) => positions.written(one.path) ?? one.name);
  return names.flatMap((name, index) => {
    if (known.some((one) => one.name === name)) return [];
    const nearest = nearestName(
      name,
      known.map((one) => one.name),
    );
    const suggestion = written[known.findIndex((one) => one.name === nearest)];
    return [
      {
        ...positions.value([...path, index]),
        problem: `nothing in notify.${String(path.at(-1))} is called that`,
        expected:
          known.length === 0 ? `an entry of that name in notify.${String(path.at(-1))}` : oneOf(written),
        ...(suggestion !== undefined && { suggestion }),
      },
    ];
  });
}

/** The names of the entries of a list of `notify`. */
export function named(notify: Readonly<Record<string, unknown>>, key: string): Named[] {
  return itemsOf(notify, key).flatMap(({ value, path }) => {
    const name = z.string().safeParse(isObject(value) ? value.name : undefined);
    return name.success ? [{ name: name.data, path: [...path, 'name'] }] : [];
  });
}

/** The entries of a list of `notify`; none where it is no list. */
export function itemsOf(notify: Readonly<Record<string, unknown>>, key: string): WrittenItem[] {
  const list = notify[key];
  return Array.isArray(list)
    ? list.map((value: unknown, index) => ({ value, path: ['notify', key, index] }))
    : [];
}
