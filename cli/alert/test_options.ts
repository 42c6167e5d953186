import { SEVERITIES, type Severity } from '../../conventions/labels.ts';
import { nearestName, oneOf } from '../../conventions/names.ts';
import { parseDuration } from '../../conventions/quantities.ts';
import { CONFIG_OPTION, type Loaded, readNamesAndOptions } from '../arguments.ts';
import { type Io, UsageError } from '../io.ts';

const HELP = `Usage: goldwatch alert test NAME [options]

  --config FILE       the definition (monitoring.yml)
  --severity LEVEL    every alert of that severity, one after the other, instead of NAME
  --all               every alert, one after the other, instead of NAME
  --service NAME      the service that the alert is about, where the alert does not say (service.name)
  --prometheus URL    where Prometheus is (http://127.0.0.1:9090)
  --alertmanager URL  where Alertmanager is (http://127.0.0.1:9093); once for each where there are two
  --exporter URL      where the exporter is (exporter.listen)
  --token-file FILE   the exporter's token (exporter.token_file)
  --cloudwatch        at CloudWatch instead: sets the alarm to ALARM, follows it, and sets it back
  --timeout DURATION  how long the alert may take, and then its end (2m)
  --json              the outcome as JSON

Raises the alert at the running Alertmanager, with a label that marks it as a drill, follows it to whom it is
for, and resolves it. People are told for real, by messages that say DRILL. Ends with status 1 if a link is
broken, and says which one.
`;

const USUAL = {
  prometheus: 'http://127.0.0.1:9090',
  alertmanager: 'http://127.0.0.1:9093',
  exporter: 'http://127.0.0.1:9464',
} as const;

const OPTIONS = {
  ...CONFIG_OPTION,
  severity: { type: 'string' },
  all: { type: 'boolean' },
  service: { type: 'string' },
  prometheus: { type: 'string', default: USUAL.prometheus },
  alertmanager: { type: 'string', multiple: true },
  exporter: { type: 'string' },
  'token-file': { type: 'string' },
  cloudwatch: { type: 'boolean' },
  timeout: { type: 'string', default: '2m' },
  json: { type: 'boolean' },
} as const;

const [SHORTEST_MS, LONGEST_MS] = [5_000, 3_600_000];

export type Options = NonNullable<ReturnType<typeof optionsOf>>['values'];

/** Names and options of the command; null where help was asked for, which is then written. */
export function optionsOf(args: readonly string[], io: Io) {
  return readNamesAndOptions(args, OPTIONS, HELP, io);
}

/** Where a drill goes, and how long each of its two ways may take. */
export interface Targets {
  readonly alertmanagers: readonly string[];
  readonly timeoutMs: number;
}

/** What the options say of that. Throws a UsageError where they are not addresses, or no duration. */
export function targetsOf(options: Options): Targets {
  const { alertmanager = [USUAL.alertmanager], prometheus, exporter, timeout } = options;
  const given = {
    prometheus: [prometheus],
    alertmanager,
    exporter: exporter === undefined ? [] : [exporter],
  };
  for (const option of ['prometheus', 'alertmanager', 'exporter'] as const) {
    const wrong = given[option].find((url) => !(/^https?:\/\/[^\s/]+/.test(url) && URL.canParse(url)));
    if (wrong !== undefined)
      throw new UsageError(`--${option} takes an address such as ${USUAL[option]}, not "${wrong}".`);
  }
  const timeoutMs = parseDuration(timeout);
  if (timeoutMs === null || timeoutMs < SHORTEST_MS || timeoutMs > LONGEST_MS)
    throw new UsageError(`--timeout takes a duration from 5s to 1h, not "${timeout}".`);
  return { alertmanagers: [...new Set(alertmanager)], timeoutMs };
}

/** The alerts that names and options mean. Throws a UsageError where they mean none, or too much. */
export function chosenOf<Alert extends { readonly name: string; readonly severity: Severity }>(
  alerts: readonly Alert[],
  names: readonly string[],
  { severity, all }: Options,
  { file }: Loaded,
  what = 'alert',
): readonly Alert[] {
  const ways = [names.length > 0, severity !== undefined, all === true].filter(Boolean).length;
  if (ways !== 1) {
    const problem = ways === 0 ? 'Which alert?' : 'NAME, --severity and --all exclude each other.';
    throw new UsageError(`${problem}\n\n${HELP}`);
  }
  if (severity !== undefined && !SEVERITIES.some((one) => one === severity))
    throw new UsageError(`--severity takes ${oneOf(SEVERITIES)}, not "${severity}".`);
  const known = alerts.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    const nearest = nearestName(name, known);
    const hint =
      nearest === undefined ? `There are ${[...new Set(known)].join(', ')}.` : `Did you mean "${nearest}"?`;
    throw new UsageError(`${file} has no ${what} "${name}". ${hint}`);
  }
  const chosen = alerts.filter(
    (rule) => all === true || rule.severity === severity || names.includes(rule.name),
  );
  if (chosen.length === 0) throw new UsageError(`${file} has no ${what} that is ${severity}.`);
  return chosen;
}
