import { monthlyPriceOf } from '../../cloudwatch/price.ts';
import { CLOUDWATCH_PRICES } from '../../cloudwatch/prices.ts';
import type { Definition } from '../../definition/schema.ts';
import { table } from '../table.ts';

/** What the mirror costs a month, in US dollars, or at most, where it is not known what it selects. */
export interface MirrorCost {
  readonly usd: number;
  readonly isMost: boolean;
}

const LONGEST_LINE = 44;
const LOG_GROUP = 'log group ';

/** What the CloudWatch half costs a month, by lines of the definition; empty without `cloudwatch`. */
export function cloudwatchPriceText(definition: Definition, mirror: MirrorCost | null): string {
  if (definition.cloudwatch === undefined) return '';
  const { lines, totalUsd, isLeast } = monthlyPriceOf(definition);
  const rows = lines.map(({ of, what, usd }) => [shortened(of), what, usd === null ? '?' : dollars(usd)]);
  const least = isLeast ? 'at least' : '';
  const totals = [
    ['total', least, dollars(totalUsd)],
    ...(mirror === null
      ? []
      : [['with the mirror', bounds(isLeast, mirror.isMost), dollars(totalUsd + mirror.usd)]]),
  ];
  const all = [...rows, ...totals];
  const width = Math.max('A MONTH'.length, ...all.map(([, , usd = '']) => usd.length));
  const aligned = all.map(([of = '', what = '', usd = '']) => [of, what, usd.padStart(width)]);
  return `${table([`CLOUDWATCH${mirror === null ? '' : ' BESIDE THE MIRROR'}`, 'WHAT', 'A MONTH'.padStart(width)], aligned)}\n${PRICE_LIST}`;
}

const { region, date, freeDashboards } = CLOUDWATCH_PRICES;
const PRICE_LIST =
  `Prices of ${region}, ${date}, without a free tier but for ${freeDashboards} dashboards; other regions cost up to about a third more.\n` +
  'Logs as if AWS did not compress what it keeps, and once they are as old as they are kept.\n' +
  'SNS, Lambda and requests to other services come to cents.\n';

function bounds(isLeast: boolean, isMost: boolean): string {
  if (isLeast) return isMost ? 'about' : 'at least';
  return isMost ? 'at most' : '';
}

function dollars(usd: number): string {
  return `$${usd.toFixed(2)}`;
}

// Names of log groups differ at their ends.
function shortened(of: string): string {
  if (of.length <= LONGEST_LINE) return of;
  const kept = of.startsWith(LOG_GROUP) ? LOG_GROUP.length : LONGEST_LINE / 2;
  return `${of.slice(0, kept)}…${of.slice(kept + 1 - LONGEST_LINE)}`;
}
