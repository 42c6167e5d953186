#!/usr/bin/env node
// The `goldwatch` of `npx goldwatch …`.
process.argv.splice(2, 0, 'cli/bin.ts');
await import('./bootstrap.mjs');
