import { PreviewError } from './dashboard_json.ts';

/** A series of an answer: its labels, and its points as Unix milliseconds and values. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [timeMs: number, value: number])[];
}

/** What a dashboard asks of Prometheus. Each call throws a PreviewError with what Prometheus answered if it refuses. */
export interface Prometheus {
  /** One value for each series, at `toMs`. */
  now(expression: string): Promise<Series[]>;
  /** Values from `fromMs` to `toMs`, one every `stepMs`. */
  range(expression: string, stepMs: number): Promise<Series[]>;
  /** The values of a label among the series of a selector, in order. */
  labelValues(selector: string, label: string): Promise<string[]>;
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data: unknown;
}

type Point = readonly [seconds: number, value: string];

interface Result {
  readonly resultType: string;
  readonly result: unknown;
}

const TIMEOUT_MS = 30_000;

/** Asks the Prometheus at `url` for what was between two moments, in Unix milliseconds. */
export function prometheusAt(url: string, fromMs: number, toMs: number): Prometheus {
  const base = url.replace(/\/$/, '');
  return {
    async now(expression) {
      return seriesOf(await ask(base, 'query', { query: expression, time: seconds(toMs) }));
    },
    async range(expression, stepMs) {
      // Grafana, too, starts at a multiple of the step, so that points stay where they are when the page reloads.
      const start = Math.floor(fromMs / stepMs) * stepMs;
      const end = Math.floor(toMs / stepMs) * stepMs;
      const parameters = {
        query: expression,
        start: seconds(start),
        end: seconds(end),
        step: seconds(stepMs),
      };
      return seriesOf(await ask(base, 'query_range', parameters));
    },
    async labelValues(selector, label) {
      const parameters = { 'match[]': selector, start: seconds(fromMs), end: seconds(toMs) };
      const data = await ask(base, `label/${label}/values?${new URLSearchParams(parameters)}`, null);
      return (data as string[]).toSorted();
    },
  };
}

async function ask(base: string, path: string, parameters: Record<string, string> | null): Promise<unknown> {
  const address = `${base}/api/v1/${path}`;
  const body = parameters === null ? {} : { method: 'POST', body: new URLSearchParams(parameters) };
  const asked = parameters?.query ?? path;
  let response: Response;
  try {
    response = await fetch(address, { ...body, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    const reason =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new PreviewError(
      `Prometheus at ${base} does not answer (${reason}): start it, or give --prometheus.`,
    );
  }
  const text = await response.text();
  const answer = parsed(text);
  if (answer?.status === 'success') return answer.data;
  throw new PreviewError(
    `Prometheus refuses ${asked}\n  ${answer?.error ?? `${response.status} ${text.slice(0, 200)}`}`,
  );
}

function parsed(text: string): Answer | null {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return null;
  }
}

function seriesOf(data: unknown): Series[] {
  const { resultType, result } = data as Result;
  switch (resultType) {
    case 'scalar':
      return [{ labels: {}, points: [point(result as Point)] }];
    case 'vector':
      return (result as { metric: Series['labels']; value?: Point }[]).map(({ metric, value }) => ({
        labels: metric,
        points: value === undefined ? [] : [point(value)],
      }));
    case 'matrix':
      return (result as { metric: Series['labels']; values?: Point[] }[]).map(({ metric, values = [] }) => ({
        labels: metric,
        points: values.map(point),
      }));
    default:
      throw new PreviewError(`Prometheus answered a ${resultType}, which no panel draws.`);
  }
}

function point([time, value]: Point): [number, number] {
  return [Math.round(time * 1_000), numberOf(value)];
}

function numberOf(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}

function seconds(milliseconds: number): string {
  return String(milliseconds / 1_000);
}
