/** A line of a program's log that is worth showing. */
export interface ProblemLine {
  readonly level: 'warn' | 'error';
  readonly text: string;
}

const LOGFMT = /([\w.-]+)=("(?:[^"\\]|\\.)*"|\S*)/g;

// Grafana's older spellings, and levels above `error`, are errors too.
const LEVELS: Readonly<Record<string, ProblemLine['level']>> = {
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  eror: 'error',
  crit: 'error',
  critical: 'error',
  fatal: 'error',
  panic: 'error',
};

/** What a line of pino's, Prometheus's, Alertmanager's or Grafana's log says, where it tells of trouble. */
export function problemOf(line: string): ProblemLine | null {
  if (line.startsWith('{')) return ofPino(line);
  if (/^(?:panic|fatal error): /.test(line)) return { level: 'error', text: line };
  const fields = fieldsOf(line);
  const level = LEVELS[(fields.get('level') ?? fields.get('lvl') ?? '').toLowerCase()];
  if (level === undefined) return null;
  const cause = fields.get('err') ?? fields.get('error');
  const where = fields.get('component');
  const message = fields.get('msg') ?? '';
  const parts = [where, message, cause].filter((part) => part !== undefined && part !== '');
  return { level, text: parts.length === 0 ? line : parts.join(': ') };
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

function fieldsOf(line: string): Map<string, string> {
  const fields = new Map<string, string>();
  // The first of several fields of one name is the program's own.
  for (const [, key = '', value = ''] of line.matchAll(LOGFMT))
    if (!fields.has(key)) fields.set(key, unquote(value));
  return fields;
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  const parsed = parseObject(`{"value":${value}}`);
  return typeof parsed?.value === 'string' ? parsed.value : value.slice(1, -1);
}
