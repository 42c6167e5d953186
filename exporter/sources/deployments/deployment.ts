import { isObject } from '../../../conventions/is_object.ts';
import { nearestName, quoted } from '../../../conventions/names.ts';
import type { Mistake, Reading } from '../../received/reading.ts';
import { DEPLOYMENT_METRICS } from './metrics.ts';

const KEYS = ['version', 'commit', 'environment', 'id'] as const;
const LONGEST_TEXT = 200;

/** Reads a deployment, a value as JSON gave it; `now` is in seconds since 1970. */
export function readDeployment(deployment: unknown, now: number): Reading | Mistake {
  if (!isObject(deployment)) return mistake('', 'A deployment is an object such as {"version": "1.4.2"}.');
  const texts: Partial<Record<(typeof KEYS)[number], string>> = {};
  for (const [key, value] of Object.entries(deployment)) {
    const known = KEYS.find((one) => one === key);
    if (known === undefined) return unknownKey(key);
    if (typeof value !== 'string' || value === '') return mistake(key, `"${key}" is a text.`);
    if (value.length > LONGEST_TEXT) {
      return mistake(key, `"${key}" has at most ${LONGEST_TEXT} characters, not ${value.length}.`);
    }
    texts[known] = value;
  }
  const { version, commit = '', environment = '', id = null } = texts;
  if (version === undefined) return mistake('version', '"version" is missing: what was deployed.');
  const { total, info, timestamp } = DEPLOYMENT_METRICS;
  const updates = [
    { metric: total, labels: {}, value: 1, member: '' },
    { metric: info, labels: { version, commit, environment }, value: 1, member: '' },
    { metric: timestamp, labels: {}, value: now, member: '' },
  ];
  return { id, updates };
}

function unknownKey(key: string): Mistake {
  const nearest = nearestName(key, KEYS);
  const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  return mistake(key, `A deployment has no ${quoted(key)}.${hint} It may have ${KEYS.join(', ')}.`);
}

function mistake(field: string, problem: string): Mistake {
  return { field, problem };
}
