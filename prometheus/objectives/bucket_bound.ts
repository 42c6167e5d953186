/**
 * Matcher for the bucket with this upper bound. `le="2"` of a text page is `le="2.0"` where a page was read as protobuf or
 * OpenMetrics, or by Prometheus 3, and from a million on bounds are written with an exponent, too.
 */
export function boundMatcher(bound: number): string {
  const plain = String(bound);
  if (!Number.isInteger(bound)) return `le="${plain}"`;
  const withPoint = `${plain}(\\\\.0)?`;
  if (bound < 1e6) return `le=~"${withPoint}"`;
  const [digits = '', exponent = ''] = bound.toExponential().split('e+');
  return `le=~"${withPoint}|${digits.replace('.', '\\\\.')}e\\\\+${exponent.padStart(2, '0')}"`;
}
