/** A line as an API writes it, with its newline; `number` makes it unlike every other one. */
export function accessLine(number: number, overrides: Record<string, unknown> = {}): string {
  const line = {
    timestamp: new Date(Date.UTC(2026, 0, 1) + number).toISOString(),
    level: 'INFO',
    message: 'request completed',
    method: 'GET',
    path: `/users/${number}`,
    status: 200,
    duration_ms: 12.5,
    request_id: `req-${number}`,
    ...overrides,
  };
  return `${JSON.stringify(line)}\n`;
}
