import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { runHere } from './testing/run_here.ts';

const DEFINITION = `
service: { name: api }
sources: [{ type: container }]
alerts:
  - { name: TargetFlaps, severity: warning, promql: 'changes(up[10m])', above: 3, for: 1m, summary: It flaps. }
`;

const NOTE =
  'Note: no test is rendered for the alert TargetFlaps: no series were found that make it fire. Give it `test` with `bad` and `good` series.\n';

test.each(['check', 'render'])('goldwatch %s names an alert that has no test', async (command) => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'monitoring.yml'), DEFINITION);

  const { status, stdout } = await runHere([command], directory);

  expect(stdout).toContain(NOTE);
  expect(status).toBe(0);
});
