import { join } from 'node:path';
import { succeeds } from '../processes.ts';
import { workloadFile } from '../workload_file.ts';

// The package serves this Python, not one that comes earlier on the PATH.
const PYTHON = '/usr/bin/python3';

/** Python's prometheus_client, or what to do to have it. */
export async function pythonCommand(): Promise<readonly string[] | string> {
  if (!(await succeeds([PYTHON, '-c', 'import prometheus_client']))) {
    return 'not installed (apt-get install python3-prometheus-client)';
  }
  return [PYTHON, join(import.meta.dirname, 'python.py'), await workloadFile()];
}
