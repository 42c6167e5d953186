import { isObject } from '../../../conventions/is_object.ts';
import { nearestName, oneOf, quoted } from '../../../conventions/names.ts';
import { type DeclaredMetric, EVENT_KEYS, isUnique } from '../../received/declared_metric.ts';
import type { Mistake, Reading } from '../../received/reading.ts';

const LONGEST_TEXT = 200;
/** Beyond it, not every whole number is one that a sum can keep. */
const LARGEST_VALUE = Number.MAX_SAFE_INTEGER;

type Item = Readonly<Record<string, unknown>>;

/** Reads an event, a value as JSON gave it, against the metrics that are declared. */
export function readEvent(event: unknown, metrics: ReadonlyMap<string, DeclaredMetric>): Reading | Mistake {
  if (!isObject(event))
    return mistake('', `An event is an object such as {"metric": "…"}, not ${kindOf(event)}.`);
  const { metric: name, labels = {}, id = null } = event;
  const metric = typeof name === 'string' ? metrics.get(name) : undefined;
  const keys = metric?.of === undefined ? EVENT_KEYS : [...EVENT_KEYS, metric.of];
  if (metric === undefined && name !== undefined) return unknownMetric(name, metrics);
  for (const key in event) if (!keys.includes(key)) return unknownKey(key, keys);
  if (metric === undefined) return unknownMetric(name, metrics);
  const wrong = labelMistake(labels, metric) ?? idMistake(id) ?? memberMistake(event, metric);
  if (wrong !== null) return wrong;
  const value = isUnique(metric) ? 1 : amountOf(event, metric);
  if (typeof value !== 'number') return value;
  const member = isUnique(metric) ? String(event[metric.of]) : '';
  const update = { metric, labels: labels as Record<string, string>, value, member };
  return { id: id as string | null, updates: [update] };
}

function unknownKey(key: string, keys: readonly string[]): Mistake {
  return mistake(
    key,
    `An event has no ${quoted(key)}.${didYouMean(key, keys)} It may have ${keys.join(', ')}.`,
  );
}

function unknownMetric(name: unknown, metrics: ReadonlyMap<string, DeclaredMetric>): Mistake {
  if (name === undefined)
    return mistake('metric', `"metric" is missing; it is ${oneOf([...metrics.keys()])}.`);
  if (typeof name !== 'string')
    return mistake('metric', `"metric" is the name of a metric, not ${kindOf(name)}.`);
  const known = [...metrics.keys()];
  const hint = didYouMean(name, known) || ` Declared is ${oneOf(known)}.`;
  return mistake('metric', `No metric ${quoted(name)} is declared in monitoring.yml.${hint}`);
}

function labelMistake(labels: unknown, { name, labels: declared }: DeclaredMetric): Mistake | null {
  if (!isObject(labels)) return mistake('labels', `"labels" is an object of texts, not ${kindOf(labels)}.`);
  let count = 0;
  for (const label in labels) {
    count += 1;
    const field = `labels.${label}`;
    if (!declared.includes(label)) {
      const has = declared.length === 0 ? ' It has no labels.' : ` It has ${declared.join(', ')}.`;
      return mistake(field, `${name} has no label ${quoted(label)}.${didYouMean(label, declared) || has}`);
    }
    const value = labels[label];
    if (typeof value !== 'string')
      return mistake(field, `The value of a label is a text, not ${kindOf(value)}.`);
    if (value.length > LONGEST_TEXT) return tooLong(field, 'The value of a label', value);
  }
  if (count === declared.length) return null;
  const missing = declared.find((label) => !Object.hasOwn(labels, label)) ?? '';
  return mistake(`labels.${missing}`, `The label "${missing}" of ${name} is missing.`);
}

function idMistake(id: unknown): Mistake | null {
  if (id === null) return null;
  if (typeof id !== 'string' || id === '')
    return mistake('id', `"id" is a text that no other event has, not ${kindOf(id)}.`);
  return id.length > LONGEST_TEXT ? tooLong('id', 'An id', id) : null;
}

function memberMistake(event: Item, metric: DeclaredMetric): Mistake | null {
  if (!isUnique(metric)) return null;
  const { name, of } = metric;
  if (event.value !== undefined)
    return mistake('value', `${name} counts each ${of} once, whatever its value; leave it out.`);
  const member = event[of];
  if (member === undefined)
    return mistake(of, `"${of}" is missing, of which ${name} counts the different ones.`);
  if (Number.isSafeInteger(member)) return null;
  if (typeof member !== 'string' || member === '') {
    return mistake(of, `"${of}" is a text or a whole number, not ${kindOf(member)}.`);
  }
  return member.length > LONGEST_TEXT ? tooLong(of, `"${of}"`, member) : null;
}

function amountOf({ value }: Item, { name, type }: DeclaredMetric): number | Mistake {
  if (value === undefined) {
    if (type === 'counter') return 1;
    return mistake('value', `The value is missing, which an event of the ${type} ${name} must have.`);
  }
  if (typeof value !== 'number') return mistake('value', `A value is a number, not ${kindOf(value)}.`);
  if (!Number.isFinite(value)) return mistake('value', 'The value is larger than any number here can be.');
  if (type === 'gauge') return value;
  // A sum that falls looks like one that began anew.
  if (value < 0) return mistake('value', `A ${type} takes values from 0 on, not ${value}.`);
  return value <= LARGEST_VALUE
    ? value
    : mistake('value', `A ${type} takes values up to ${LARGEST_VALUE}, not ${value}.`);
}

function tooLong(field: string, what: string, text: string): Mistake {
  return mistake(field, `${what} has at most ${LONGEST_TEXT} characters, not ${text.length}.`);
}

function didYouMean(written: string, known: readonly string[]): string {
  const nearest = nearestName(written, known);
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return 'an array';
  return (
    { string: 'a text', number: 'a number', boolean: 'true or false', object: 'an object' }[
      typeof value as string
    ] ?? 'this'
  );
}

function mistake(field: string, problem: string): Mistake {
  return { field, problem };
}
