import { parseArgs } from 'node:util';
import type { Alarm, AlarmState } from './account/alarm.ts';
import { deployFolder } from './deploy/folder.ts';
import type { RequestRecord } from './record.ts';
import { type CloudWatchStandIn, EXAMPLE_CREDENTIALS, startCloudWatch } from './standin.ts';

const HELP = `Usage: npm run aws:standin [-- --port N] [--host HOST] [--region REGION] [--deploy FOLDER]

A stand-in for CloudWatch and its neighbours, until Ctrl-C. What it receives is checked as AWS checks it, and forgotten when it ends.

  --port N          where it listens          (4582; 0 takes a free port)
  --host HOST       on which address          (127.0.0.1)
  --region REGION   for which region to sign  (us-east-1)
  --deploy FOLDER   first deploys every *.template.json there; secrets and log groups that they expect are made
`;

// It may run for days: enough to look at, and a bounded amount of memory.
const KEEP = { datums: 100_000, requests: 10_000, values: 1_000_000 };

const MINUTE_MS = 60_000;

/** Where a command writes. */
export interface CommandOutput {
  out(text: string): void;
  error(text: string): void;
}

/**
 * Runs the stand-in until a signal comes.
 * @param ended resolves when it shall end.
 * @returns the exit status: 0, or 1 with an error written where it could not start.
 */
export async function runByHand(
  args: readonly string[],
  output: CommandOutput,
  ended: Promise<void>,
): Promise<number> {
  let standIn: CloudWatchStandIn;
  let deployed: readonly string[] = [];
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
    if (values.help) {
      output.out(HELP);
      return 0;
    }
    const { host, region } = values;
    standIn = await startCloudWatch({
      port: portOf(values.port),
      host,
      region,
      keep: KEEP,
      onRequest: (record) => output.out(lineOf(record)),
    });
    standIn.account.alarms.onChange = (...change) => output.out(changeOf(...change));
    try {
      if (values.deploy !== undefined) deployed = await deployFolder(values.deploy, standIn);
    } catch (error) {
      await standIn.close();
      throw error;
    }
  } catch (error) {
    output.error(`aws:standin: ${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
  for (const line of deployed) output.out(line);
  output.out(howTo(standIn));
  const evaluations = setInterval(() => standIn.evaluateAlarms(), MINUTE_MS);
  await ended;
  clearInterval(evaluations);
  await standIn.close();
  output.out('The stand-in has ended.\n');
  return 0;
}

const OPTIONS = {
  port: { type: 'string', default: '4582' },
  host: { type: 'string', default: '127.0.0.1' },
  region: { type: 'string', default: 'us-east-1' },
  deploy: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`--port is ${JSON.stringify(text)}; it must be a whole number from 0 to 65535.`);
}

function howTo({ url, client }: CloudWatchStandIn): string {
  return `The CloudWatch stand-in listens on ${url}. Point a program at it:

  export AWS_ENDPOINT_URL=${url}
  export AWS_REGION=${client.region}
  export AWS_ACCESS_KEY_ID=${EXAMPLE_CREDENTIALS.accessKeyId}
  export AWS_SECRET_ACCESS_KEY=${EXAMPLE_CREDENTIALS.secretAccessKey}

Make it fail:    curl ${url}/_standin/fail -d Throttling
What it got:     curl ${url}/_standin/received
Alarms:          curl ${url}/_standin/alarms
All it takes:    curl ${url}/_standin/
Ctrl-C ends it.

`;
}

function lineOf(record: RequestRecord): string {
  const time = new Date(record.receivedAt).toISOString().slice(11, 19);
  const fault = record.fault === 'pass' ? [] : [`fault ${record.fault}`];
  const error =
    record.error === undefined ? [] : [`${record.error.code}: ${firstLine(record.error.message)}`];
  const size = `${record.bytes} bytes${record.gzip ? ' gzip' : ''}`;
  const datums = record.operation === 'PutMetricData' ? [`${record.datums} datums`] : [];
  const words = [record.outcome, record.status ?? 'no answer', ...datums, size, ...fault, ...error];
  return `${time} ${record.operation || 'unknown'}: ${words.join(', ')}\n`;
}

/** A line of a change that somebody may want to hear of; a new alarm that is well is none. */
function changeOf({ name, state }: Alarm, before: AlarmState, told: readonly string[]): string {
  if (before.value === 'INSUFFICIENT_DATA' && state.value === 'OK') return '';
  const time = new Date(state.changedAt).toISOString().slice(11, 19);
  const tells = told.length === 0 ? '' : `, and tells ${told.join(', ')}`;
  return `${time} Alarm ${name} goes from ${before.value} to ${state.value}${tells}\n`;
}

function firstLine(message: string): string {
  const [line = '', ...more] = message.split('\n');
  return more.length === 0 ? line : `${line} (and ${more.length} more)`;
}
