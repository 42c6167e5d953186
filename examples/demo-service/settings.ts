/** Where a setting was written: how a command-line option or an environment variable is named. */
export interface Written {
  name: string;
  text: string;
}

const DURATION_UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** The first of an option and an environment variable that is there; an empty variable counts as absent. */
export function firstWritten(
  option: string,
  optionText: string | undefined,
  variable: string,
  environment: Record<string, string | undefined>,
): Written | undefined {
  if (optionText !== undefined) return { name: option, text: optionText };
  const text = environment[variable];
  return text ? { name: variable, text } : undefined;
}

/**
 * A number within bounds, both inclusive.
 * @throws Error naming the setting, what was written and what is expected.
 */
export function parseNumber(
  written: Written,
  bounds: { min: number; max: number; integer?: boolean; unit?: string },
): number {
  const value = written.text.trim() === '' ? Number.NaN : Number(written.text);
  const inside = value >= bounds.min && value <= bounds.max;
  if (inside && (!bounds.integer || Number.isInteger(value))) return value;
  const kind = `${bounds.integer ? 'a whole number' : 'a number'}${bounds.unit ? ` of ${bounds.unit}` : ''}`;
  throw new Error(`${written.name} is "${written.text}"; write ${kind} from ${bounds.min} to ${bounds.max}.`);
}

/**
 * A duration such as 500ms, 30s, 5m or 1h, in milliseconds.
 * @throws Error naming the setting, what was written and what is expected.
 */
export function parseDurationMs(written: Written): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(written.text);
  const factor = DURATION_UNITS[match?.[2] ?? ''];
  if (factor === undefined) {
    throw new Error(`${written.name} is "${written.text}"; write a duration such as 30s, 5m or 1h.`);
  }
  return Number(match?.[1]) * factor;
}

/**
 * The address of the service, without a slash at its end.
 * @throws Error when it is not an http address.
 */
export function parseUrl(written: Written): string {
  const url = URL.canParse(written.text) ? new URL(written.text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new Error(`${written.name} is "${written.text}"; write an address such as http://127.0.0.1:8000.`);
  }
  return url.href.replace(/\/+$/, '');
}
