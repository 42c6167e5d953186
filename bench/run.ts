import { parseArgs } from 'node:util';
import { benchEvents, EVENT_SHAPES } from './events/index.ts';
import { benchExposition, GROUPS } from './exposition/index.ts';
import { benchLogs, LOGS_GROUPS } from './logs/index.ts';
import { benchMirror, MIRROR_GROUPS } from './mirror/index.ts';
import { benchRegistry } from './registry.ts';
import { benchScrape, SCRAPE_GROUPS } from './scrape/index.ts';
import { benchStatus, STATUS_GROUPS } from './status/index.ts';

// `npm run bench [NAME…] [-- --quick]`: everything, or the named ones; `exposition/GROUP`, `mirror/GROUP`, `scrape/GROUP` and `status/GROUP` for a part of one.
const BENCHES: Record<string, (quick: boolean) => Promise<void>> = {
  registry: benchRegistry,
  logs: benchLogs,
  exposition: benchExposition,
  mirror: benchMirror,
  scrape: benchScrape,
  events: benchEvents,
  status: benchStatus,
};
for (const group of Object.keys(GROUPS)) {
  BENCHES[`exposition/${group}`] = (quick) => benchExposition(quick, [group]);
}
for (const group of Object.keys(LOGS_GROUPS)) {
  BENCHES[`logs/${group}`] = (quick) => benchLogs(quick, [group]);
}
for (const group of Object.keys(MIRROR_GROUPS)) {
  BENCHES[`mirror/${group}`] = (quick) => benchMirror(quick, [group]);
}
for (const shape of EVENT_SHAPES) {
  BENCHES[`events/${shape}`] = (quick) => benchEvents(quick, [shape]);
}
for (const group of Object.keys(SCRAPE_GROUPS)) {
  BENCHES[`scrape/${group}`] = (quick) => benchScrape(quick, [group]);
}
for (const group of Object.keys(STATUS_GROUPS)) {
  BENCHES[`status/${group}`] = (quick) => benchStatus(quick, [group]);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' } },
});
const unknown = positionals.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no bench "${unknown.join('", "')}". There are: ${Object.keys(BENCHES).join(', ')}.\n`,
  );
  process.exit(2);
}
const chosen =
  positionals.length > 0
    ? positionals
    : ['registry', 'logs', 'exposition', 'mirror', 'scrape', 'events', 'status'];
for (const name of chosen) await BENCHES[name]?.(values.quick ?? false);
