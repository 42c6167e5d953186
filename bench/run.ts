import { benchLogs } from './logs.ts';
import { benchRegistry } from './registry.ts';

// `npm run bench [NAME…]`: everything, or the named ones.
const BENCHES: Record<string, () => Promise<void>> = { registry: benchRegistry, logs: benchLogs };

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no bench "${unknown.join('", "')}". There are: ${Object.keys(BENCHES).join(', ')}.\n`,
  );
  process.exit(2);
}
for (const [name, bench] of Object.entries(BENCHES)) {
  if (chosen.length === 0 || chosen.includes(name)) await bench();
}
