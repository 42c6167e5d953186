import { PreviewError } from './dashboard_json.ts';

interface Shown {
  readonly text?: string;
  readonly color?: string;
}

export interface MappingJson {
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What a value is shown as, by the first mapping that is for it; null where none is. */
export function mappingOf(mappings: readonly MappingJson[], value: number | string | null): Shown | null {
  for (const mapping of mappings) {
    const shown = shownBy(mapping, value);
    if (shown !== null) return shown;
  }
  return null;
}

function shownBy({ type, options }: MappingJson, value: number | string | null): Shown | null {
  switch (type) {
    case 'value':
      return (options[String(value)] as Shown | undefined) ?? null;
    case 'range': {
      const { from, to, result } = options as { from?: number | null; to?: number | null; result: Shown };
      if (typeof value !== 'number') return null;
      return value >= (from ?? Number.NEGATIVE_INFINITY) && value <= (to ?? Number.POSITIVE_INFINITY)
        ? result
        : null;
    }
    case 'regex': {
      const { pattern, result } = options as { pattern: string; result: Shown };
      return typeof value === 'string' && regexOf(pattern).test(value) ? result : null;
    }
    case 'special': {
      const { match, result } = options as { match: string; result: Shown };
      return isSpecial(match, value) ? result : null;
    }
    default:
      throw new PreviewError(
        `Mappings of type «${type}» are not drawn: add it to grafana/preview/mappings.ts.`,
      );
  }
}

function isSpecial(match: string, value: number | string | null): boolean {
  const isNan = typeof value === 'number' && Number.isNaN(value);
  if (match === 'null') return value === null;
  if (match === 'nan') return isNan;
  if (match === 'null+nan') return value === null || isNan;
  if (match === 'empty') return value === '';
  throw new PreviewError(`A special mapping matches null, nan, null+nan or empty, not «${match}».`);
}

/** A regular expression as dashboards write it: with slashes and flags, or bare. */
export function regexOf(text: string): RegExp {
  const [, pattern, flags] = /^\/(.*)\/([gimsuy]*)$/s.exec(text) ?? [];
  return pattern === undefined ? new RegExp(text) : new RegExp(pattern, (flags ?? '').replace('g', ''));
}
