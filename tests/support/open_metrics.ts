import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

const PARSE = `
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
list(text_string_to_metric_families(sys.stdin.read()))
print('accepted')
`;

/** What Python's strict OpenMetrics parser, of Debian's python3-prometheus-client, says of a page: "accepted\n", or why not. */
export async function strictOpenMetrics(page: string): Promise<string> {
  // The package serves this Python, not one that comes earlier on the PATH.
  const python = spawn('/usr/bin/python3', ['-c', PARSE], {
    env: { PYTHONIOENCODING: 'utf-8', PYTHONUTF8: '1' },
  });
  python.stdin.end(page);
  const [out, error] = await Promise.all([text(python.stdout), text(python.stderr)]);
  return out + error;
}
