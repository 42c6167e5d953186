import { firingAlerts, recentAlerts } from './alerts.ts';
import { configuration } from './configuration.ts';
import { errorGroups } from './errors.ts';
import { byId, Head } from './head.ts';
import { links } from './links.ts';
import { Live } from './live.ts';
import { mirror } from './mirror.ts';
import { objectives } from './objectives.ts';
import type { Part } from './part.ts';
import { Routes } from './routes.ts';
import { services } from './services.ts';
import { sources } from './sources.ts';

const CLOCK_MS = 1_000;

const head = new Head();
const parts: readonly Part[] = [
  firingAlerts(),
  services(schedule),
  objectives(),
  new Routes(schedule),
  errorGroups(),
  sources(),
  mirror(),
  recentAlerts(),
  configuration(),
  links(),
];
const live = new Live(schedule);
let shownAt = 0;
let isScheduled = false;
let isThere = false;

// However much comes, it is shown once in a frame; a tab in the background has none, but for its title.
function schedule(): void {
  if (document.hidden) showHead();
  if (isScheduled) return;
  isScheduled = true;
  requestAnimationFrame(() => {
    isScheduled = false;
    show();
  });
}

function showHead(): void {
  const { status, connection } = live.known;
  head.updateConnection(connection, live.now);
  if (status !== null) head.update(status, connection, live.now);
}

function show(): void {
  shownAt = performance.now();
  showHead();
  const { status, history } = live.known;
  if (status === null) return;
  if (!isThere) {
    isThere = true;
    byId('essentials').remove();
    byId('main').append(...parts.map(({ element }) => element));
  }
  const { now } = live;
  for (const part of parts) part.update({ status, history, now });
}

// A browser also reports what is no error, as that sizes could not be observed at once.
addEventListener('error', ({ error, message }) => {
  if (error instanceof Error) head.fail(message);
});
addEventListener('unhandledrejection', ({ reason }) => head.fail(String(reason)));
void live.connect();
// Times go on, also where nothing comes.
setInterval(() => {
  if (performance.now() - shownAt > CLOCK_MS * 0.9) schedule();
}, CLOCK_MS);
