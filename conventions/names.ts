import { distance } from 'fastest-levenshtein';

// Nobody reads more.
const MOST_LISTED = 30;
const MOST_COMPARED = 1000;

/** The known name nearest to what was written, where one is near enough to have been meant. */
export function nearestName(written: string, known: readonly string[]): string | undefined {
  const given = written.toLowerCase();
  const names = known.slice(0, MOST_COMPARED);
  const beginnings = given.length < 3 ? [] : names.filter((name) => name.toLowerCase().startsWith(given));
  if (beginnings.length === 1) return beginnings[0];
  const [nearest] = names
    .filter((name) => given.length <= 2 * name.length)
    .map((name) => ({ name, apart: distance(given, name.toLowerCase()) }))
    .filter(({ name, apart }) => {
      const length = Math.max(given.length, name.length);
      return apart < length && apart <= Math.max(1, Math.floor(length / 3));
    })
    .sort((a, b) => a.apart - b.apart);
  return nearest?.name;
}

/** `a`, `b` and `c` in a sentence: "one of a, b or c"; no more than a sentence can hold. */
export function oneOf(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  if (names.length > MOST_LISTED) {
    return `one of ${names.slice(0, MOST_LISTED).join(', ')} or ${names.length - MOST_LISTED} more`;
  }
  return `one of ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** A name on one line and not too long, whatever it is made of. */
export function shortened(name: string): string {
  const short = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  return short.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');
}

/** A shortened name in double quotes. */
export function quoted(name: string): string {
  return `"${shortened(name)}"`;
}
