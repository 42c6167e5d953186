import { type Refusal, refusalOf } from './model/connection.ts';

const PATIENCE_MS = 15_000;

/** Why a question to the exporter was not answered. */
export class NoAnswer extends Error {
  readonly refusal: Refusal;

  constructor(message: string, refusal: Refusal) {
    super(message);
    this.refusal = refusal;
  }
}

/** Asks the exporter that serves the page. Rejects with NoAnswer, whose message says what to do. */
export async function fetchJson<T>(path: string): Promise<T> {
  const response = await ask(path);
  if (response.ok) return (await response.json()) as T;
  const said = (await response.json().catch(() => ({}))) as { error?: unknown };
  const why = typeof said.error === 'string' ? said.error : `The exporter answers ${response.status}.`;
  throw new NoAnswer(why, refusalOf(response.status));
}

async function ask(path: string): Promise<Response> {
  try {
    return await fetch(path, {
      headers: { accept: 'application/json' },
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new NoAnswer('The exporter does not answer.', 'no answer');
  }
}
