import { isDeepStrictEqual } from 'node:util';
import { ACCOUNT, PARTITION, REGION } from '../../cloudwatch/dashboards/placeholders.ts';
import type { Caller } from './aws_identity.ts';

/** A text of a template as it is once it is deployed: pseudo parameters of CloudFormation are replaced. */
export function deployedText(text: string, { account, partition, region }: Caller): string {
  return text.replaceAll(PARTITION, partition).replaceAll(REGION, region).replaceAll(ACCOUNT, account);
}

/** A value of a template as it is once it is deployed; `Fn::Sub` becomes its text. */
export function deployed(value: unknown, caller: Caller): unknown {
  if (typeof value === 'string') return deployedText(value, caller);
  if (Array.isArray(value)) return value.map((one: unknown) => deployed(one, caller));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === 'Fn::Sub') return deployed(first[1], caller);
  return Object.fromEntries(entries.map(([key, one]) => [key, deployed(one, caller)]));
}

/** What of a rendered resource AWS has otherwise, by its properties: `Threshold 5 in place of 10`. */
export function differencesIn(wanted: unknown, has: object): string[] {
  const actual = new Map(Object.entries(has));
  return Object.entries(wanted as object)
    .filter(([key, value]) => !isSame(value, actual.get(key)))
    .map(([key, value]) => {
      const short = [actual.get(key), value].map(shortOf);
      return short.includes(null) ? key : `${key} ${short[0]} in place of ${short[1]}`;
    });
}

function isSame(wanted: unknown, has: unknown): boolean {
  return isDeepStrictEqual(canonical(wanted), canonical(has, wanted));
}

/** Lists in one order, and of what AWS tells only what is rendered: it fills in its own defaults. */
function canonical(value: unknown, like: unknown = value): unknown {
  // Nothing to do and nothing said are the same.
  if (value === undefined) return Array.isArray(like) ? [] : undefined;
  if (Array.isArray(value)) {
    const [first]: unknown[] = Array.isArray(like) ? like : [];
    const all = value.map((one: unknown, index) =>
      canonical(one, Array.isArray(like) ? (matching(like, one) ?? like[index] ?? first) : undefined),
    );
    return all.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  const keys = new Set(Object.keys(typeof like === 'object' && like !== null ? like : value));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => keys.has(key))
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, one]) => [key, canonical(one, (like as Record<string, unknown> | undefined)?.[key])]),
  );
}

/** The rendered member that has the same identifier or name. */
function matching(like: readonly unknown[], one: unknown): unknown {
  const keyOf = (value: unknown) => {
    const { Id, Name } = (value ?? {}) as { readonly Id?: string; readonly Name?: string };
    return Id ?? Name;
  };
  const key = keyOf(one);
  return key === undefined ? undefined : like.find((value) => keyOf(value) === key);
}

function shortOf(value: unknown): string | null {
  if (value === undefined) return 'none';
  return typeof value === 'object' ? null : JSON.stringify(value).length > 60 ? null : String(value);
}
