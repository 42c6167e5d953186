// Numbers as people read them. Null, and what is no number, is «–», never 0.

export const NOTHING = '–';
/** Keeps a number and its unit on one line. */
const GAP = '\u00a0';

type Maybe = number | null | undefined;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `1.23k`, `45`, `0.012` */
export function count(value: Maybe): string {
  return isNumber(value) ? scaled(value, 1000, ['', 'k', 'M', 'G', 'T']) : NOTHING;
}

/** Of a number per second: `1.23k/s` */
export function rate(value: Maybe): string {
  return isNumber(value) ? `${count(value)}/s` : NOTHING;
}

/** Of seconds: `350 ms`, `1.2 s`, `3 min` */
export function seconds(value: Maybe): string {
  if (value === Number.POSITIVE_INFINITY) return '∞';
  if (!isNumber(value)) return NOTHING;
  if (value === 0) return `0${GAP}ms`;
  if (value < 0.000_999_5) return `${significant(value * 1e6)}${GAP}µs`;
  if (value < 0.999_5) return `${significant(value * 1000)}${GAP}ms`;
  return value < 120 ? `${significant(value)}${GAP}s` : duration(value * 1000);
}

/** Of a share from 0 to 1: `0.12 %`. What is small is not shown as none, and not quite all not as all. */
export function ratio(value: Maybe): string {
  if (!isNumber(value)) return NOTHING;
  const percent = value * 100;
  if (percent > 0 && percent < 0.01) return `<${GAP}0.01${GAP}%`;
  if (percent > 99.9 && percent < 100) return `>${GAP}99.9${GAP}%`;
  return `${significant(percent, Math.abs(percent) < 1 ? 2 : 3)}${GAP}%`;
}

/** Of a share that was written by a person: `99.95 %` */
export function target(value: number): string {
  return `${Number((value * 100).toPrecision(12))}${GAP}%`;
}

/** `12.3 KiB` */
export function bytes(value: Maybe): string {
  return isNumber(value)
    ? scaled(value, 1024, [`${GAP}B`, `${GAP}KiB`, `${GAP}MiB`, `${GAP}GiB`, `${GAP}TiB`])
    : NOTHING;
}

/** Of US dollars: `$12.30` */
export function dollars(value: Maybe): string {
  if (!isNumber(value)) return NOTHING;
  return value > 0 && value < 0.01 ? `<${GAP}$0.01` : `$${value.toFixed(2)}`;
}

/** Of milliseconds: `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h` */
export function duration(milliseconds: Maybe): string {
  if (!isNumber(milliseconds)) return NOTHING;
  const time = Math.max(0, milliseconds);
  if (time < MINUTE) return `${Math.floor(time / 1000)}${GAP}s`;
  if (time < HOUR) return `${Math.floor(time / MINUTE)}${GAP}min`;
  if (time < DAY) return two(time, HOUR, 'h', MINUTE, 'min');
  return two(time, DAY, 'd', HOUR, 'h');
}

/** Of milliseconds since 1970, in the time of whoever looks: `03:12:45`; with the date where that is another day than `now`. */
export function clock(at: Maybe, now: number): string {
  if (!isNumber(at)) return NOTHING;
  const date = new Date(at);
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(digits).join(':');
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${date.getFullYear()}-${digits(date.getMonth() + 1)}-${digits(date.getDate())} ${time}`;
}

/** The number itself, for who wants to know exactly. */
export function exact(value: Maybe, unit: string): string {
  return isNumber(value) ? `${value}${unit === '' ? '' : ` ${unit}`}` : 'not known';
}

/** `1 alert`, `2 alerts` */
export function plural(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function two(time: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((time % large) / small);
  const first = `${Math.floor(time / large)}${GAP}${largeUnit}`;
  return rest === 0 ? first : `${first}${GAP}${rest}${GAP}${smallUnit}`;
}

function scaled(value: number, step: number, units: readonly string[]): string {
  let rest = value;
  let index = 0;
  // What is rounded to 1000 is one of the next unit.
  while (Math.abs(Number(rest.toPrecision(3))) >= step && index < units.length - 1) {
    rest /= step;
    index += 1;
  }
  return `${significant(rest)}${units[index]}`;
}

function significant(value: number, digits = 3): string {
  const whole = Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(digits));
  return String(whole === 0 ? 0 : whole);
}

function digits(value: number): string {
  return String(value).padStart(2, '0');
}

function isNumber(value: Maybe): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
