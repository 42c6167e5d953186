import type { Answers } from '../../grafana/preview/asker.ts';
import { settingsOf } from '../../grafana/preview/field.ts';
import { mappingOf } from '../../grafana/preview/mappings.ts';
import { transformed } from '../../grafana/preview/transformations.ts';
import { isMoment } from '../../grafana/preview/units.ts';

interface Shown {
  readonly name: string;
  readonly refId: string;
  readonly value: number;
}

const DAY_MS = 86_400_000;
/** No request, query or call of the test takes longer; budgets and certificates last for months. */
const LONGEST_SECONDS = 90 * 86_400;

/** What of a panel's numbers cannot be, each in a few words; none where every one is plausible. */
export function implausible(answers: Answers): string[] {
  const { panel, toMs } = answers;
  const values = valuesOf(answers);
  return values.flatMap(({ name, refId, value }) => {
    const { unit = 'none', min, max, mappings = [] } = settingsOf(panel, { name, refId, kind: 'number' });
    // It stands for a word.
    if (mappingOf(mappings, value) !== null) return [];
    const wrong = (why: string) => [`${name}: ${value} ${unit}, ${why}`];
    if (!Number.isFinite(value)) return wrong('which is no number');
    // Below zero it only cuts off what would drown the rest of a graph.
    if (min !== undefined && min >= 0 && value < min) return wrong(`below ${min}`);
    if (max !== undefined && value > max * (1 + 1e-9)) return wrong(`above ${max}`);
    if (isMoment(unit) && Math.abs(value - toMs) > 400 * DAY_MS) return wrong('which is not near now');
    if (/^(?:s|ms)$/.test(unit) && Math.abs(value) > LONGEST_SECONDS) return wrong('which nothing takes');
    if (/ps$|pm$|bytes$/.test(unit) && value < 0) return wrong('which is less than nothing');
    return [];
  });
}

/** Every number that a panel shows, under the name that overrides know. */
export function valuesOf(answers: Answers): Shown[] {
  const { panel, series, tables } = answers;
  const plain = series.flatMap(({ name, refId, points }) =>
    points.map(([, value]) => ({ name, refId, value })),
  );
  if (tables.length === 0) return plain;
  const cells = transformed(tables, panel).columns.flatMap(({ name, refId, values }) =>
    values.flatMap((value) => (typeof value === 'number' ? [{ name, refId, value }] : [])),
  );
  return [...plain, ...cells];
}
