/** Digits that make an exact integer however they are added up. */
const MOST_EXACT_DIGITS = 15;
const ZERO = 0x30;
const NINE = 0x39;

/**
 * A number as Prometheus reads it, by Go's `strconv.ParseFloat`: decimal, `Inf` and `NaN` in any case. Null where there is
 * none, or one beyond the range of doubles.
 */
export function readNumber(text: string): number | null {
  const digits = readDigits(text);
  if (digits !== null) return digits;
  if (!isDecimal(text)) return readName(text.toLowerCase());
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** Digits only, at most 2^53 - 1; null otherwise. */
export function readWhole(text: string): number | null {
  const value = readDigits(text) ?? (/^\d+$/.test(text) ? Number(text) : null);
  return value !== null && Number.isSafeInteger(value) ? value : null;
}

/** Most values are short integers. */
function readDigits(text: string): number | null {
  if (text === '' || text.length > MOST_EXACT_DIGITS) return null;
  let value = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < ZERO || code > NINE) return null;
    value = value * 10 + (code - ZERO);
  }
  return value;
}

// Number() reads hexadecimal digits, blanks and nothing at all, too.
function isDecimal(text: string): boolean {
  return /^[0-9.eE+-]+$/.test(text);
}

function readName(lower: string): number | null {
  if (lower === 'nan') return Number.NaN;
  const unsigned = lower.startsWith('+') || lower.startsWith('-') ? lower.slice(1) : lower;
  if (unsigned !== 'inf' && unsigned !== 'infinity') return null;
  return lower.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
