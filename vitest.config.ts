import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'state/**'],
    // By default one core is left idle: on two cores, half of the machine. Most tests wait for others anyway.
    maxWorkers: Math.max(2, availableParallelism()),
    // No test judges speed: what hangs is to be found, on a busy machine, too.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
