import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startDemoService } from './server.ts';
import { firstWritten, parseNumber } from './settings.ts';

const HELP = `Usage: node --import tsx examples/demo-service/main.ts [options]

  --host HOST       address to listen on            (DEMO_HOST, 127.0.0.1)
  --port PORT       port to listen on; 0 = any      (DEMO_PORT, 8000)
  --log-file FILE   the access log                  (DEMO_LOG_FILE, logs/demo-access.json)
  --service NAME    the name on every log line      (DEMO_SERVICE, demo-api)
  --errors SHARE    share of failures, 0 to 1       (DEMO_ERRORS, 0)
  --slow-ms MS      delay of every request          (DEMO_SLOW_MS, 0)

SIGINT and SIGTERM stop it; SIGHUP and SIGUSR1 make it open its log anew.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      host: { type: 'string' },
      port: { type: 'string' },
      'log-file': { type: 'string' },
      service: { type: 'string' },
      errors: { type: 'string' },
      'slow-ms': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const setting = (name: Exclude<keyof typeof values, 'help'>, variable: string, fallback: string) =>
    firstWritten(`--${name}`, values[name], variable, process.env) ?? { name: `--${name}`, text: fallback };

  const service = await startDemoService({
    host: setting('host', 'DEMO_HOST', '127.0.0.1').text,
    port: parseNumber(setting('port', 'DEMO_PORT', '8000'), { min: 0, max: 65_535, integer: true }),
    logFile: resolve(setting('log-file', 'DEMO_LOG_FILE', 'logs/demo-access.json').text),
    service: setting('service', 'DEMO_SERVICE', 'demo-api').text,
    chaos: {
      errors: parseNumber(setting('errors', 'DEMO_ERRORS', '0'), { min: 0, max: 1 }),
      slow_ms: parseNumber(setting('slow-ms', 'DEMO_SLOW_MS', '0'), {
        min: 0,
        max: 60_000,
        unit: 'milliseconds',
      }),
    },
    onProblem: (problem) => complain(problem),
  });

  const stop = () => {
    service.stop().catch((problem: unknown) => fail(problem));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const reopen = () => {
    try {
      service.reopenLog();
    } catch (problem) {
      complain(problem);
    }
  };
  process.on('SIGHUP', reopen);
  process.on('SIGUSR1', reopen);
  process.stdout.write(`demo service listens on ${service.url}, access log ${service.logFile}\n`);
}

function complain(problem: unknown): void {
  process.stderr.write(`demo service: ${problem instanceof Error ? problem.message : String(problem)}\n`);
}

function fail(problem: unknown): void {
  complain(problem);
  process.exitCode = 1;
}

await main().catch(fail);
