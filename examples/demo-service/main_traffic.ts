import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { firstWritten, parseDurationMs, parseNumber, parseUrl } from './settings.ts';
import { describeCounts, startTraffic } from './traffic.ts';

const HELP = `Usage: node --import tsx examples/demo-service/main_traffic.ts [options]

  --url URL         the demo service                (DEMO_URL, http://127.0.0.1:8000)
  --rps RATE        requests a second               (DEMO_RPS, 10)
  --duration TIME   such as 30s, 5m, 1h             (until Ctrl-C)
  --wait TIME       how long to wait for the start  (60s)
`;

const SUMMARY_EVERY_MS = 10_000;
const RETRY_EVERY_MS = 500;
/** A timer cannot run longer: 2^31 - 1 milliseconds, 24 days. */
const LONGEST_TIMER_MS = 2_147_483_647;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      rps: { type: 'string' },
      duration: { type: 'string' },
      wait: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const setting = (name: 'url' | 'rps', variable: string, fallback: string) =>
    firstWritten(`--${name}`, values[name], variable, process.env) ?? { name: `--${name}`, text: fallback };
  const url = parseUrl(setting('url', 'DEMO_URL', 'http://127.0.0.1:8000'));
  const requestsPerSecond = parseNumber(setting('rps', 'DEMO_RPS', '10'), { min: 0.01, max: 10_000 });
  const waitMs = parseDurationMs({ name: '--wait', text: values.wait ?? '60s' });
  const durationMs =
    values.duration === undefined
      ? LONGEST_TIMER_MS
      : parseDurationMs({ name: '--duration', text: values.duration });

  const ending = new AbortController();
  const end = () => ending.abort();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);

  if (!(await waitForService(url, waitMs, ending.signal))) return;
  say(`sending ${requestsPerSecond} requests a second to ${url}`);
  const traffic = startTraffic({ url, requestsPerSecond });
  const summary = setInterval(() => say(describeCounts(traffic.counts)), SUMMARY_EVERY_MS);
  await pause(Math.min(durationMs, LONGEST_TIMER_MS), ending.signal);
  clearInterval(summary);
  say(`ended: ${describeCounts(await traffic.stop())}`);
}

/** False when it was told to end before the service answered. */
async function waitForService(url: string, waitMs: number, ending: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + waitMs;
  for (let attempt = 1; !ending.aborted; attempt += 1) {
    if (await answers(url)) return true;
    if (performance.now() >= deadline) {
      throw new Error(
        `${url} did not answer GET /health within ${waitMs / 1000} s. Start the demo service with ` +
          'node --import tsx examples/demo-service/main.ts, or name its address with --url.',
      );
    }
    if (attempt === 1) say(`waiting for ${url} to answer`);
    await pause(RETRY_EVERY_MS, ending);
  }
  return false;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

async function pause(ms: number, ending: AbortSignal): Promise<void> {
  // An early end is the one way in which this sleep can fail.
  await sleep(ms, undefined, { signal: ending }).catch(() => {});
}

function say(line: string): void {
  process.stdout.write(`traffic: ${line}\n`);
}

await main().catch((problem: unknown) => {
  process.stderr.write(`traffic: ${problem instanceof Error ? problem.message : String(problem)}\n`);
  process.exitCode = 1;
});
