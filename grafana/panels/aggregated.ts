import { LABEL } from '../../conventions/labels.ts';
import { ofServices } from './query.ts';

const SECONDS_PER = { second: 1, minute: 60, hour: 3_600 } as const;
const BY_SERVICE = [LABEL.service];

/** Whatever the step of a graph is: no shorter than four scrapes. */
export const RATE_INTERVAL = '$__rate_interval';

interface Selection {
  /** Labels by which there are sums; `service` unless given. */
  readonly by?: readonly string[];
  /** The window that suits a graph unless given. */
  readonly window?: string;
  /** How long ago, such as `1w`; now unless given. */
  readonly ago?: string;
  readonly matchers?: readonly string[];
}

/** How fast a counter grows. */
export function rateOf(counter: string, per: keyof typeof SECONDS_PER, selection: Selection = {}): string {
  const { by = BY_SERVICE, window = RATE_INTERVAL, ago, matchers = [] } = selection;
  const offset = ago === undefined ? '' : ` offset ${ago}`;
  const rate = sumBy(by, `rate(${ofServices(counter, ...matchers)}[${window}]${offset})`);
  return per === 'second' ? rate : `${SECONDS_PER[per]} * ${rate}`;
}

/** How much a counter grew within 24 hours. */
export function inADay(counter: string, { by = BY_SERVICE, ago, matchers = [] }: Selection = {}): string {
  const offset = ago === undefined ? '' : ` offset ${ago}`;
  return sumBy(by, `increase(${ofServices(counter, ...matchers)}[1d]${offset})`);
}

/** A quantile of a histogram with classic buckets; absent without observations. */
export function quantileOf(histogram: string, quantile: number, selection: Selection = {}): string {
  const { by = BY_SERVICE, window = RATE_INTERVAL, matchers = [] } = selection;
  const buckets = `rate(${ofServices(`${histogram}_bucket`, ...matchers)}[${window}])`;
  // Without observations it is NaN, which no comparison keeps.
  return `histogram_quantile(${quantile}, ${sumBy([...by, 'le'], buckets)}) > -Inf`;
}

/** The average of a histogram's observations; absent without any. */
export function averageOf(
  histogram: string,
  { by = BY_SERVICE, window = RATE_INTERVAL }: Selection = {},
): string {
  const rate = (part: string) => sumBy(by, `rate(${ofServices(`${histogram}_${part}`)}[${window}])`);
  return `${rate('sum')} / (${rate('count')} > 0)`;
}

/** The sum of an expression by these labels. */
export function sumBy(by: readonly string[], expression: string): string {
  return `sum by (${by.join(', ')}) (${expression})`;
}

/** What a line is called by its labels. */
export function legendOf(by: readonly string[]): string {
  return by.map((label) => `{{${label}}}`).join(' ');
}
