import { formatDuration, formatPercentage } from '../conventions/quantities.ts';
import type { Alert } from '../definition/alerts.ts';
import { CONFIG_OPTION, loadConfig, readOptions } from './arguments.ts';
import type { Io } from './io.ts';
import { table } from './table.ts';

const HELP = `Usage: goldwatch check [options]

  --config FILE  the definition (monitoring.yml)

Says whether the definition is right, and what it watches. Every mistake is shown with its place; the exit
status is then 1.
`;

/** \`goldwatch check\`: is the definition right, and which alerts are there. */
export async function check(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions(args, CONFIG_OPTION, HELP, io);
  if (options === null) return 0;
  const { definition, file } = await loadConfig(options.config, io);
  const { service, sources, alerts, notify } = definition;
  const sourceRows = sources.map((source) => [
    source.name ?? source.type,
    source.type,
    source.service ?? service.name,
  ]);
  const alertRows = alerts.map((alert) => [
    alert.name,
    alert.severity,
    condition(alert),
    formatDuration(alert.for),
  ]);
  io.stdout(`${file} is right: ${count(sources.length, 'source')}, ${count(alerts.length, 'alert')}.\n\n`);
  if (sources.length > 0) io.stdout(`${table(['SOURCE', 'TYPE', 'SERVICE'], sourceRows)}\n`);
  if (alerts.length > 0) io.stdout(`${table(['ALERT', 'SEVERITY', 'FIRES WHEN', 'FOR'], alertRows)}\n`);
  if (notify.slack === undefined) {
    io.stdout(
      'Nobody is notified: alerts reach the log of the exporter only. See `notify` in monitoring.yml.\n',
    );
  }
  return 0;
}

function condition(alert: Alert): string {
  const over = 'window' in alert ? ` over ${formatDuration(alert.window)}` : '';
  const bound = (above: string | number | undefined, below: number | undefined) =>
    above === undefined ? `< ${below}` : `> ${above}`;
  switch (alert.signal) {
    case 'error_ratio':
      return `error ratio > ${formatPercentage(alert.above)}${over}`;
    case 'latency':
      return `p${formatPercentage(alert.quantile).slice(0, -1)} latency > ${formatDuration(alert.above)}${over}`;
    case 'traffic':
      return `requests/s ${bound(alert.above, alert.below)}${over}`;
    case 'saturation':
      return `${alert.resource} > ${formatPercentage(alert.above)}`;
    case undefined:
      return `${alert.promql} ${bound(alert.above, alert.below)}`;
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
