const LARGE = ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'] as const;
const LARGE_1024 = ['', 'ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'] as const;
const SMALL = ['', 'm', 'u', 'n', 'p', 'f', 'a', 'z', 'y'] as const;

/** A number with a prefix of its magnitude, as Prometheus's templates write it: `1.5k`. */
export function humanize(value: number, base: 1000 | 1024): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0) return significant(value);
  if (base === 1024 || size >= 1) {
    const prefixes = base === 1024 ? LARGE_1024 : LARGE;
    const step = stepOf(size, base, prefixes.length);
    return `${significant(value / base ** step)}${prefixes[step]}`;
  }
  const step = Math.min(SMALL.length - 1, Math.ceil(-Math.log10(size) / 3));
  return `${significant(value * 1000 ** step)}${SMALL[step]}`;
}

/** Seconds, as Prometheus's templates write them: `1d 2h 3m 4s`, `2.5s`, `300ms`. */
export function humanizeDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds === 0) return seconds === 0 ? '0s' : significant(seconds);
  if (Math.abs(seconds) < 1) return `${humanize(seconds, 1000)}s`;
  if (Math.abs(seconds) < 60) return `${significant(seconds)}s`;
  const whole = Math.trunc(Math.abs(seconds));
  const [days, hours] = [Math.trunc(whole / 86_400), Math.trunc(whole / 3600) % 24];
  const [minutes, rest] = [Math.trunc(whole / 60) % 60, whole % 60];
  const sign = seconds < 0 ? '-' : '';
  if (days !== 0) return `${sign}${days}d ${hours}h ${minutes}m ${rest}s`;
  return hours !== 0 ? `${sign}${hours}h ${minutes}m ${rest}s` : `${sign}${minutes}m ${rest}s`;
}

/** A ratio as a percentage, as Prometheus's templates write it: `12.5%`. */
export function humanizePercentage(ratio: number): string {
  return `${significant(ratio * 100)}%`;
}

function stepOf(size: number, base: number, steps: number): number {
  let step = 0;
  for (let left = size; left >= base && step < steps - 1; left /= base) step++;
  return step;
}

/** A number to so many significant digits, as Go's `%.4g` writes it. */
export function significant(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : value < 0 ? '-Inf' : 'NaN';
  const [mantissa, exponent] = value.toExponential(Math.max(0, digits - 1)).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < digits) return String(Number(value.toPrecision(digits)));
  const written = String(Math.abs(power)).padStart(2, '0');
  return `${Number(mantissa)}e${power < 0 ? '-' : '+'}${written}`;
}
