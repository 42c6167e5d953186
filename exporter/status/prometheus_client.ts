import { z } from 'zod';

const TIMEOUT_MS = 5_000;
/** Largest answer that is read, uncompressed. */
const MOST_BYTES = 16_000_000;
const MOST_SERIES = 5_000;
/** How much of what Prometheus says of an error is passed on. */
const LONGEST_REASON = 200;

/** Where Prometheus is, and what it wants to be told. */
export interface PrometheusAddress {
  /** Without a slash at its end. */
  readonly url: string;
  /** A bearer token; null for none. */
  readonly token: string | null;
}

/** A series at one moment. Numbers are those of Prometheus, NaN and infinities included. */
export interface InstantSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A series over a time: Unix times in seconds, and values. */
export interface RangeSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, number])[];
}

/** Prometheus does not answer, or not as it should; the message is a sentence on what to do. */
export class PrometheusError extends Error {
  override readonly name = 'PrometheusError';
}

const number = z.string().transform((text, context) => {
  const value = numberOf(text);
  if (value !== null) return value;
  context.issues.push({ code: 'custom', message: 'a number', input: text });
  return z.NEVER;
});
const point = z.tuple([z.number(), number]);
const labels = z.record(z.string(), z.string());
const vector = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: labels, value: point })).max(MOST_SERIES),
  }),
});
const matrix = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(z.object({ metric: labels, values: z.array(point) })).max(MOST_SERIES),
  }),
});
const failure = z.object({ status: z.literal('error'), error: z.string() });

/**
 * Asks the HTTP API of a Prometheus (https://prometheus.io/docs/prometheus/latest/querying/api/): five seconds and 16 MB at most for an
 * answer. Everything rejects with a PrometheusError.
 */
export class PrometheusClient {
  readonly #address: PrometheusAddress;

  constructor(address: PrometheusAddress) {
    this.#address = address;
  }

  /** What an expression is now. */
  async query(expression: string): Promise<InstantSeries[]> {
    const { data } = await this.#ask('query', { query: expression }, vector);
    return data.result.map(({ metric, value: [, value] }) => ({ labels: metric, value }));
  }

  /** What an expression was from one Unix time to another, every so many seconds. */
  async queryRange(
    expression: string,
    { from, to, step }: { readonly from: number; readonly to: number; readonly step: number },
  ): Promise<RangeSeries[]> {
    const range = { query: expression, start: String(from), end: String(to), step: String(step) };
    const { data } = await this.#ask('query_range', range, matrix);
    return data.result.map(({ metric, values }) => ({ labels: metric, values }));
  }

  async #ask<T>(
    endpoint: string,
    parameters: Readonly<Record<string, string>>,
    schema: z.ZodType<T>,
  ): Promise<T> {
    const { url, token } = this.#address;
    // What fetch says of a broken header has the token in it.
    if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
      throw new PrometheusError(
        `Prometheus at ${url} cannot be asked: the file of exporter.prometheus_token_file must hold one token of visible ASCII characters.`,
      );
    }
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const response = await fetch(`${url}/api/v1/${endpoint}?${new URLSearchParams(parameters)}`, {
        // A token must not follow to another place.
        redirect: 'error',
        signal,
        headers: token === null ? {} : { authorization: `Bearer ${token}` },
      });
      const body = jsonOf(await this.#read(response));
      const failed = failure.safeParse(body);
      if (!response.ok || failed.success) throw this.#refused(response.status, failed.data?.error);
      const parsed = schema.safeParse(body);
      if (parsed.success) return parsed.data;
      if (parsed.error.issues.some(({ code }) => code === 'too_big')) {
        throw new PrometheusError(
          `The answer of Prometheus at ${url} has more than ${MOST_SERIES} series, too many for the status page.`,
        );
      }
      throw new PrometheusError(`What answers at ${url} is no Prometheus. Check exporter.prometheus.`);
    } catch (error) {
      if (error instanceof PrometheusError) throw error;
      throw new PrometheusError(
        signal.aborted
          ? `Prometheus at ${url} has not answered within ${TIMEOUT_MS / 1000} s.`
          : `Prometheus at ${url} does not answer: ${reasonOf(error)}. Check exporter.prometheus, and that it runs.`,
      );
    }
  }

  async #read({ body }: Response): Promise<string> {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      // Leaving the loop ends the request.
      if (bytes > MOST_BYTES) {
        throw new PrometheusError(
          `The answer of Prometheus at ${this.#address.url} is larger than ${MOST_BYTES / 1e6} MB: it has too many series.`,
        );
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  }

  #refused(status: number, reason: string | undefined): PrometheusError {
    const { url } = this.#address;
    if (status === 401 || status === 403) {
      return new PrometheusError(
        `Prometheus at ${url} does not let the exporter in (status ${status}). Set exporter.prometheus_token_file.`,
      );
    }
    const why = reason === undefined ? '' : `: ${shortened(reason)}`;
    return new PrometheusError(`Prometheus at ${url} answers with status ${status}${why}.`);
  }
}

function numberOf(text: string): number | null {
  if (text === 'NaN') return Number.NaN;
  if (/^[+-]?Inf$/.test(text)) {
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The system's reason, which fetch puts behind its own words. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  const { code, message: why } = (cause ?? {}) as { code?: string; message?: string };
  return shortened((code ?? why ?? message).replace(/\.$/, ''));
}

function shortened(text: string): string {
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}…` : text.replace(/\.$/, '');
}
