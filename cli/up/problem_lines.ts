/** A line of a program's log that is worth showing. */
export interface ProblemLine {
  readonly level: 'warn' | 'error';
  readonly text: string;
}

const LOGFMT = /(\w+)=("(?:[^"\\]|\\.)*"|\S*)/g;

/** What a line of pino's, Prometheus's, Alertmanager's or Grafana's log says, where it tells of trouble. */
export function problemOf(line: string): ProblemLine | null {
  if (line.startsWith('{')) return ofPino(line);
  const fields = Object.fromEntries(
    [...line.matchAll(LOGFMT)].map(([, key = '', value = '']) => [key, unquote(value)]),
  );
  const level = fields.level?.toLowerCase();
  if (level !== 'warn' && level !== 'error') return null;
  const { msg = '', err, error, component } = fields;
  const cause = err ?? error;
  const where = component === undefined ? '' : `${component}: `;
  return { level, text: `${where}${msg}${cause === undefined ? '' : `: ${cause}`}` };
}

function ofPino(line: string): ProblemLine | null {
  const entry = parseObject(line);
  if (entry === null || typeof entry.level !== 'number' || entry.level < 40 || entry.event === 'alert')
    return null;
  const source = typeof entry.source === 'string' ? `${entry.source}: ` : '';
  return { level: entry.level >= 50 ? 'error' : 'warn', text: `${source}${String(entry.msg ?? '')}` };
}

/** A JSON object, or null. */
export function parseObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  const parsed = parseObject(`{"value":${value}}`);
  return typeof parsed?.value === 'string' ? parsed.value : value;
}
