/** Properties of a resource, as a template has them. */
export type Properties = Readonly<Record<string, unknown>>;

/** How many there are in a list. */
export function list(property: string) {
  return ({ [property]: all }: Properties): number => (Array.isArray(all) ? all.length : 0);
}

/** How many queries of an alarm are of a kind. */
export function queries(kind: 'MetricStat' | 'Expression') {
  return ({ Metrics }: Properties): number =>
    asRecords(Metrics).filter((query) => query[kind] !== undefined).length;
}

/** Characters of the longest expression of an alarm. */
export function longestExpression({ Metrics }: Properties): number {
  return Math.max(0, ...asRecords(Metrics).map(({ Expression }) => textOf(Expression).length));
}

/** Seconds that an alarm looks back. */
export function seconds({ Period, Metrics, EvaluationPeriods }: Properties): number {
  const periods = asRecords(Metrics).map(({ MetricStat }) => Number(asRecord(MetricStat).Period ?? 0));
  return Math.max(Number(Period ?? 0), ...periods) * Number(EvaluationPeriods ?? 0);
}

/** The same, where a period is shorter than an hour; such an alarm may look back for a day. */
export function secondsOfShortPeriods(properties: Properties): number {
  const all = seconds(properties);
  return all / Number(properties.EvaluationPeriods ?? 1) < 3600 ? all : 0;
}

/** How many alarms a rule speaks of. */
export function children({ AlarmRule }: Properties): number {
  return textOf(AlarmRule).match(/\b(?:ALARM|OK|INSUFFICIENT_DATA)\(/g)?.length ?? 0;
}

/** Alarms, constants and parentheses of a rule. */
export function elements(properties: Properties): number {
  const rule = textOf(properties.AlarmRule);
  const named = rule.replace(/\b(?:ALARM|OK|INSUFFICIENT_DATA)\("[^"]*"\)/g, ' ');
  return children(properties) + (named.match(/\b(?:TRUE|FALSE)\b|[()]/g)?.length ?? 0);
}

/** How many metrics each widget of a dashboard shows. */
export function widgets({ DashboardBody }: Properties): number[] {
  const body: unknown = JSON.parse(textOf(DashboardBody) || '{}');
  return asRecords(asRecord(body).widgets).map(
    ({ properties }) => asRecords(asRecord(properties).metrics).length,
  );
}

/** Dimensions of a metric filter. */
export function filterDimensions({ MetricTransformations }: Properties): number {
  return Math.max(
    0,
    ...asRecords(MetricTransformations).map(({ Dimensions }) => asRecords(Dimensions).length),
  );
}

/** Bytes of the source of a function. */
export function sourceBytes({ Code }: Properties): number {
  return Buffer.byteLength(textOf(asRecord(Code).ZipFile));
}

/** A text, also one for Fn::Sub: what stands in it for region and account is about as long as these. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Sub': text } = asRecord(value);
  return typeof text === 'string' ? text : '';
}

function asRecords(value: unknown): Properties[] {
  return Array.isArray(value) ? value.map(asRecord) : [];
}

function asRecord(value: unknown): Properties {
  return typeof value === 'object' && value !== null ? (value as Properties) : {};
}
