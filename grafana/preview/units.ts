import { PreviewError } from './dashboard_json.ts';

type Format = (value: number, decimals: number | undefined, nowMs: number) => string;

const SECOND = 1;
const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const WEEK = 604_800;
const YEAR = 31_536_000;

const DURATIONS = [
  [YEAR, ' years'],
  [WEEK, ' weeks'],
  [DAY, ' days'],
  [HOUR, ' hours'],
  [MINUTE, ' mins'],
  [SECOND, ' s'],
  [1e-3, ' ms'],
  [1e-6, ' µs'],
  [1e-9, ' ns'],
] as const;

const FORMATS: Readonly<Record<string, Format>> = {
  none: (value, decimals) => rounded(value, decimals),
  short: scaled(1_000, ['', ' K', ' Mil', ' Bil', ' Tri']),
  locale: (value) => value.toLocaleString('en-US', { maximumFractionDigits: 2 }),
  percent: (value, decimals) => `${rounded(value, decimals)}%`,
  percentunit: (value, decimals) => `${rounded(100 * value, decimals)}%`,
  s: (value, decimals) => duration(value, decimals),
  ms: (value, decimals) => duration(value / 1_000, decimals),
  m: (value, decimals) => duration(value * MINUTE, decimals),
  h: (value, decimals) => duration(value * HOUR, decimals),
  d: (value, decimals) => duration(value * DAY, decimals),
  bytes: scaled(1_024, [' B', ' KiB', ' MiB', ' GiB', ' TiB']),
  decbytes: scaled(1_000, [' B', ' kB', ' MB', ' GB', ' TB']),
  Bps: scaled(1_000, [' B/s', ' kB/s', ' MB/s', ' GB/s']),
  binBps: scaled(1_024, [' B/s', ' KiB/s', ' MiB/s', ' GiB/s']),
  reqps: scaled(1_000, [' req/s', 'K req/s', 'M req/s']),
  reqpm: scaled(1_000, [' req/m', 'K req/m', 'M req/m']),
  ops: scaled(1_000, [' ops/s', 'K ops/s', 'M ops/s']),
  opm: scaled(1_000, [' ops/m', 'K ops/m', 'M ops/m']),
  rps: scaled(1_000, [' rd/s', 'K rd/s', 'M rd/s']),
  wps: scaled(1_000, [' wr/s', 'K wr/s', 'M wr/s']),
  cps: scaled(1_000, [' c/s', 'K c/s', 'M c/s']),
  cpm: scaled(1_000, [' c/m', 'K c/m', 'M c/m']),
  eps: scaled(1_000, [' evts/s', 'K evts/s', 'M evts/s']),
  epm: scaled(1_000, [' evts/m', 'K evts/m', 'M evts/m']),
  iops: scaled(1_000, [' io/s', 'K io/s', 'M io/s']),
  mps: scaled(1_000, [' msg/s', 'K msg/s', 'M msg/s']),
  currencyUSD: currency('$'),
  currencyEUR: currency('€'),
  dateTimeFromNow: (value, _decimals, nowMs) => fromNow((value - nowMs) / 1_000),
  dateTimeAsIso: (value) => new Date(value).toISOString().slice(0, 19).replace('T', ' '),
  dateTimeAsIsoNoDateIfToday: (value) => new Date(value).toISOString().slice(0, 19).replace('T', ' '),
  dtdurations: (value) => durationInWords(value),
  dthms: (value) => clock(value),
};

/**
 * A value in a unit as Grafana writes it. `decimals` are as many as matter unless given; `nowMs` is what times are told
 * from. Throws a PreviewError for a unit that is not known here.
 */
export function formatted(value: number, unit = 'none', decimals?: number, nowMs = Date.now()): string {
  const affix = /^(suffix|prefix):(.*)$/.exec(unit);
  const format = affix === null ? FORMATS[unit === '' ? 'none' : unit] : FORMATS.none;
  if (format === undefined)
    throw new PreviewError(`The unit «${unit}» is not drawn: add it to grafana/preview/units.ts.`);
  if (!Number.isFinite(value)) return String(value).replace('Infinity', 'Inf');
  const text = format(value, decimals, nowMs);
  if (affix === null) return text;
  return affix[1] === 'prefix' ? `${affix[2]}${text}` : `${text} ${affix[2]}`;
}

/** Whether values of a unit are moments, in milliseconds. */
export function isMoment(unit: string | undefined): boolean {
  return unit?.startsWith('dateTime') === true;
}

// Three figures, as Grafana has it: 0.0123, 1.23, 12.3, 123.
function rounded(value: number, decimals?: number): string {
  if (decimals !== undefined) return value.toFixed(decimals);
  if (value === 0 || Number.isInteger(value)) return String(value);
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(Math.min(20, Math.max(0, 2 - exponent)));
}

function scaled(factor: number, suffixes: readonly string[]): Format {
  return (value, decimals) => {
    let left = value;
    let step = 0;
    while (Math.abs(left) >= factor && step < suffixes.length - 1) {
      left /= factor;
      step += 1;
    }
    return `${rounded(left, decimals)}${suffixes[step]}`;
  };
}

function currency(symbol: string): Format {
  const amount = scaled(1_000, ['', 'K', 'M', 'B']);
  return (value, decimals, nowMs) => `${symbol}${amount(value, decimals, nowMs)}`;
}

function duration(seconds: number, decimals?: number): string {
  const [size, suffix] = DURATIONS.find(([least]) => Math.abs(seconds) >= least) ?? [SECOND, ' s'];
  return `${rounded(seconds / size, decimals)}${suffix}`;
}

function durationInWords(seconds: number): string {
  const parts: string[] = [];
  let left = Math.round(Math.abs(seconds));
  for (const [size, name] of [
    [YEAR, 'year'],
    [WEEK, 'week'],
    [DAY, 'day'],
    [HOUR, 'hour'],
    [MINUTE, 'minute'],
    [SECOND, 'second'],
  ] as const) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return parts.slice(0, 2).join(', ') || '0 seconds';
}

function clock(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  const parts = [Math.floor(whole / HOUR), Math.floor((whole % HOUR) / MINUTE), whole % MINUTE];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

// The wording and the limits of Moment.js, which Grafana tells moments with.
function fromNow(seconds: number): string {
  const words = about(Math.abs(seconds));
  return seconds > 0 ? `in ${words}` : `${words} ago`;
}

function about(seconds: number): string {
  const [minutes, hours, days] = [seconds / MINUTE, seconds / HOUR, seconds / DAY].map(Math.round) as [
    number,
    number,
    number,
  ];
  if (seconds < 44.5) return 'a few seconds';
  if (minutes <= 1) return 'a minute';
  if (minutes < 45) return `${minutes} minutes`;
  if (hours <= 1) return 'an hour';
  if (hours < 22) return `${hours} hours`;
  if (days <= 1) return 'a day';
  if (days < 26) return `${days} days`;
  if (days < 46) return 'a month';
  if (days < 320) return `${Math.max(2, Math.round(days / 30.44))} months`;
  return days < 548 ? 'a year' : `${Math.round(days / 365)} years`;
}
