import type { Matcher } from '../../definition/promql_tree.ts';

/** Values that a person knows, for labels that nobody asks for one of. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  job: ['goldwatch'],
  instance: ['exporter:9464'],
  method: ['GET', 'POST'],
  route: ['/orders'],
  status: ['200', '404'],
  code: ['200', '404'],
  source: ['access'],
  type: ['logs'],
  reason: ['failed'],
  resource: ['memory'],
  model: ['a-model'],
  metric: ['http_requests_total'],
};

const ANY = ['a', 'b', 'other', '1', '0'];

/**
 * A value of a label that all of these matchers want, and none of the others; without the others where there is none; null where
 * none was found at all. `usual` comes first wherever it will do.
 */
export function wantedValue(
  label: string,
  {
    wanted,
    unwanted,
    usual,
  }: { wanted: readonly Matcher[]; unwanted: readonly Matcher[]; usual: readonly string[] },
): string | null {
  const candidates = [...usual, ...(USUAL[label] ?? []), ...wanted.flatMap(examples), ...ANY, ''];
  const right = candidates.filter((value) => wanted.every((matcher) => matcher.matches(value)));
  return right.find((value) => !unwanted.some((matcher) => matcher.matches(value))) ?? right[0] ?? null;
}

/** Values that a matcher may want; whether it does is to be asked. */
function examples({ operator, value }: Matcher): string[] {
  if (operator === '=') return [value];
  if (operator !== '=~') return [];
  return alternatives(value).map((one) =>
    one
      .replace(/\[([^\]\\^])[^\]]*\]/g, '$1')
      .replace(/\((?:\?:)?([^()|]*)[^()]*\)/g, '$1')
      .replace(/\\d/g, '1')
      .replace(/\\w/g, 'a')
      .replace(/\.[+*]\??/g, 'a')
      .replace(/(?<!\\)\./g, '0')
      .replace(/\{\d+(?:,\d*)?\}|[?*+^$]/g, '')
      .replace(/\\(.)/g, '$1'),
  );
}

function alternatives(pattern: string): string[] {
  const whole = pattern.replace(/^\((?:\?:)?([^()]*)\)$/, '$1');
  return /^[^()]*$/.test(whole) ? whole.split('|') : [whole];
}
