import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// What counts its own memory, or looks at what is kept for the whole process, wants a process of its own; so does
// what starts programs or exporters, of which a worker may hold rests for a while. All else should not pay for a start of its own.
const OF_THEIR_OWN = [
  'bench/**',
  'cli/*.test.ts',
  'cli/!(alert|doctor|parity|up)/**',
  'cli/alert/{cloudwatch_drill,drill}.test.ts',
  'cli/up/{alert_watch,compose,end_with_parent,one_stack,ports,supervisor,supervisor_stop}.test.ts',
  'examples/**',
  'exporter/*.test.ts',
  'exporter/outputs/cloudwatch_mirror/{client,interval_timer,kill,mirror,requests,sender,spool*,worker_link}.test.ts',
  'exporter/outputs/prometheus/**',
  'exporter/received/**',
  'exporter/server/*.test.ts',
  'exporter/server/page/*.test.ts',
  'exporter/sources/logs/gzip/**',
  'metrics/classic_index.test.ts',
  'tests/*.test.ts',
  'tests/!(alarm_model|cloudwatch_standin)/**',
  'tests/cloudwatch_standin/{by_hand,standin}.test.ts',
];

export default defineConfig({
  test: {
    exclude: ['node_modules/**', 'state/**'],
    // By default one core is left idle. Those tests that take longest wait for other programs most of their time.
    maxWorkers: availableParallelism() + 1,
    // No test judges speed: what hangs is to be found, on a busy machine, too.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'alone',
          include: OF_THEIR_OWN.map((pattern) =>
            pattern.endsWith('.ts') ? pattern : `${pattern}/*.test.ts`,
          ),
        },
      },
      {
        extends: true,
        // Loading the same modules for each file again is a sixth of the time that tests take.
        test: { name: 'together', include: ['**/*.test.ts'], exclude: OF_THEIR_OWN, isolate: false },
      },
    ],
  },
});
