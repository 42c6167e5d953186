import { parseArgs } from 'node:util';
import { firstWritten, parseNumber, parseUrl } from './settings.ts';

/** Where the command writes. */
export interface CommandOutput {
  out(text: string): void;
  error(text: string): void;
}

const HELP = `Usage: node --import tsx examples/demo-service/chaos.ts break [--errors 1] [--slow-ms 0] [--url URL]
       node --import tsx examples/demo-service/chaos.ts heal [--url URL]

  --errors SHARE    share of requests that fail, 0 to 1 (1; with --slow-ms alone 0)
  --slow-ms MS      milliseconds added to every request (0)
  --url URL         the demo service                    (DEMO_URL, http://127.0.0.1:8000)
`;

const ANSWER_WITHIN_MS = 5000;

/**
 * Breaks or heals a running demo service.
 * @param args the words after the command's name.
 * @returns the exit status: 0 when the service did it, 1 with an error written when not.
 */
export async function runChaosCommand(
  args: readonly string[],
  environment: Record<string, string | undefined>,
  output: CommandOutput,
): Promise<number> {
  try {
    output.out(await run(args, environment));
    return 0;
  } catch (problem) {
    output.error(`chaos: ${problem instanceof Error ? problem.message : String(problem)}\n`);
    return 1;
  }
}

async function run(
  args: readonly string[],
  environment: Record<string, string | undefined>,
): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      errors: { type: 'string' },
      'slow-ms': { type: 'string' },
      url: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return HELP;
  const [action, ...rest] = positionals;
  if ((action !== 'break' && action !== 'heal') || rest.length > 0) {
    const written = positionals.length === 0 ? 'nothing' : `"${positionals.join(' ')}"`;
    throw new Error(`got ${written}; write break or heal. --help shows both.`);
  }
  const url = parseUrl(
    firstWritten('--url', values.url, 'DEMO_URL', environment) ?? {
      name: '--url',
      text: 'http://127.0.0.1:8000',
    },
  );
  if (action === 'heal') {
    if (values.errors !== undefined || values['slow-ms'] !== undefined) {
      throw new Error('heal takes neither --errors nor --slow-ms; it sets both to 0. Leave them out.');
    }
    await setChaos(url, { errors: 0, slow_ms: 0 });
    return (
      `Healed ${url}: no request fails on purpose and none is slowed down.\n` +
      'Next: the signals on the dashboard fall as the failures leave their time window; the alerts resolve after that.\n'
    );
  }

  // Whoever asks for slowness alone wants slow answers, not failed ones.
  const errorsText = values.errors ?? (values['slow-ms'] === undefined ? '1' : '0');
  const errors = parseNumber({ name: '--errors', text: errorsText }, { min: 0, max: 1 });
  const slowMs = parseNumber(
    { name: '--slow-ms', text: values['slow-ms'] ?? '0' },
    { min: 0, max: 60_000, unit: 'milliseconds' },
  );
  await setChaos(url, { errors, slow_ms: slowMs });
  return describeBreak(url, errors, slowMs);
}

function describeBreak(url: string, errors: number, slowMs: number): string {
  const done = [
    ...(errors > 0
      ? [`${Number((errors * 100).toFixed(2))} % of its API requests now fail with status 500`]
      : []),
    ...(slowMs > 0 ? [`every API request takes ${slowMs} ms longer`] : []),
  ];
  if (done.length === 0) return `Nothing is broken at ${url}: both --errors and --slow-ms are 0.\n`;
  const rises = [...(errors > 0 ? ['the error ratio'] : []), ...(slowMs > 0 ? ['the latency'] : [])];
  return (
    `Broke ${url}: ${done.join(', and ')}.\n` +
    `Next: ${rises.join(' and ')} on the dashboard ${rises.length > 1 ? 'rise' : 'rises'} within a scrape; ` +
    'alerts turn pending, and fire once their «for» has passed. It needs traffic: main_traffic.ts makes some.\n' +
    'Undo it with: chaos.ts heal\n'
  );
}

async function setChaos(url: string, chaos: { errors: number; slow_ms: number }): Promise<void> {
  const answer = await post(`${url}/chaos`, chaos);
  if (answer.status === 200) return;
  const message = messageIn(answer.text);
  if (answer.status === 400 && message !== undefined) throw new Error(message);
  throw new Error(
    `${url} answers POST /chaos with status ${answer.status}, so it is not the demo service. Name its address with --url.`,
  );
}

async function post(target: string, body: unknown): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    throw new Error(
      `The demo service does not answer at ${new URL(target).origin} (${reason(cause)}). Start it with ` +
        'node --import tsx examples/demo-service/main.ts, or name its address with --url.',
      { cause },
    );
  }
}

function messageIn(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined;
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === 'TimeoutError') return `no answer within ${ANSWER_WITHIN_MS / 1000} s`;
  const inner = cause.cause;
  const code = inner instanceof Error && 'code' in inner ? inner.code : undefined;
  return code === 'ECONNREFUSED' ? 'connection refused' : String(code ?? cause.message);
}
