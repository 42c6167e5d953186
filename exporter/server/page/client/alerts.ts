import type { AlertView } from '../../../alerts/alert_view.ts';
import type { LinksView } from '../../../status/view.ts';
import { el, hidden, Keyed, link, scrolling, section, setText, tableOf } from './dom.ts';
import { drills, isWatchdog, isWatched, realAlerts, toneOf } from './model/alerts.ts';
import { clock, duration, plural } from './model/format.ts';
import { dashboardAddress, silenceAddress, webAddress } from './model/links.ts';
import type { Part } from './part.ts';

/** More alerts than these nobody reads; how many there are is said. */
const MOST_SHOWN = 200;
const SHOWN_LABELS = new Set(['alertname', 'service', 'severity']);

interface Item {
  readonly alert: AlertView;
  readonly links: LinksView;
  readonly now: number;
}

/** What fires: since when, how bad, and what to do. */
export function firingAlerts(): Part {
  const list = el('ul', { class: 'alerts' });
  const note = el('p', { class: 'note' });
  const keyed = new Keyed<Item>(list, ({ alert }) => `${alert.fingerprint} ${alert.startsAt}`, createAlert);
  return {
    element: section('alerts', 'Firing alerts', list, note),
    update({ status, now }) {
      const real = realAlerts(status.alerts.firing);
      const exercises = drills(status.alerts.firing);
      const all = [...real, ...exercises];
      const shown = all.slice(0, MOST_SHOWN);
      keyed.update(shown.map((alert) => ({ alert, links: status.links, now })));
      list.hidden = all.length === 0;
      const { firing } = status.alerts;
      setText(
        note,
        noteOn(shown.length, real.length + status.alertsLeftOut.firing, exercises.length, isWatched(firing)),
      );
    },
  };
}

function noteOn(shown: number, real: number, exercises: number, isHeardOf: boolean): string {
  const total = real + exercises;
  if (total > shown) return `${shown} of ${total} alerts are shown.`;
  if (total === 0) {
    return isHeardOf
      ? 'Nothing fires.'
      : 'None is known: let Alertmanager send its alerts to /v1/alerts, the watchdog included.';
  }
  return exercises === 0 ? '' : `${plural(exercises, 'of them is a drill', 'of them are drills')}.`;
}

function createAlert({ alert: { alertname, severity, service, drill } }: Item) {
  const since = el('span');
  const body = el('div');
  const ways = el('div');
  const shown = { body: '', ways: '' };
  let last: AlertView | null = null;
  const element = el(
    'li',
    { 'data-tone': toneOf(severity) },
    el(
      'h3',
      {},
      el('span', { class: 'badge' }, drill === null ? severity : `drill: ${severity}`),
      ' ',
      alertname,
    ),
    el('p', {}, ...(service === '' ? [] : [el('strong', {}, service), ' · ']), since),
    body,
    ways,
  );
  return {
    element,
    update({ alert, links, now }: Item) {
      const from = Date.parse(alert.startsAt);
      setText(since, `since ${duration(now - from)} (${clock(from, now)})`);
      if (alert === last) return;
      last = alert;
      // Alertmanager tells an alert again each minute, with its number of now.
      const said = told(alert);
      const key = said.map(({ textContent }) => textContent).join('\n');
      if (key !== shown.body) body.replaceChildren(...said);
      shown.body = key;
      // Apart from the number, since links that are made anew lose the focus.
      const next = actions(alert, links);
      if (next.outerHTML !== shown.ways) ways.replaceChildren(next);
      shown.ways = next.outerHTML;
    },
  };
}

function told({ labels, annotations, truncated }: AlertView): HTMLElement[] {
  const { summary = '', description = '', value, threshold } = annotations;
  const limit = threshold === undefined ? '' : `, limit ${threshold}`;
  const others = Object.entries(labels).filter(([name]) => !SHOWN_LABELS.has(name));
  const texts = [value === undefined ? '' : `Now ${value}${limit}`, summary, description];
  return [
    ...texts.filter((text) => text !== '').map((text) => el('p', {}, text)),
    ...(others.length === 0
      ? []
      : [el('p', { class: 'labels' }, others.map(([name, text]) => `${name}=${text}`).join('  '))]),
    ...(truncated
      ? [el('p', { class: 'note' }, 'Parts of this alert were too long, and are left out.')]
      : []),
  ];
}

function actions(alert: AlertView, links: LinksView): HTMLElement {
  const { runbook_url: runbook, dashboard_url: dashboard } = alert.annotations;
  const addresses: [string, string | null][] = [
    ['Runbook', webAddress(runbook)],
    ['Dashboard', webAddress(dashboard) ?? dashboardAddress(links.grafana, alert.service)],
    ['Silence', silenceAddress(links.alertmanager, alert)],
    ['Expression', webAddress(alert.generatorURL)],
  ];
  const items = addresses.flatMap(([text, address]) => {
    if (address === null) return [];
    const anchor = link(address, text);
    anchor.append(hidden(` for ${alert.alertname} of ${alert.service}`));
    return [el('li', {}, anchor)];
  });
  // What is no address may still be a hint.
  if (runbook !== undefined && webAddress(runbook) === null) items.push(el('li', {}, `Runbook: ${runbook}`));
  return el('ul', { class: 'actions' }, ...items);
}

/** What was over within the last day. */
export function recentAlerts(): Part {
  const { table, body } = tableOf('Alerts that are over', [
    'Alert',
    'Severity',
    'Service',
    'Began',
    'Lasted',
    'Ended',
  ]);
  const box = scrolling('Recent alerts table', table);
  const note = el('p', { class: 'note' });
  const keyed = new Keyed<Item>(
    body,
    ({ alert }) => `${alert.fingerprint} ${alert.startsAt}`,
    ({ alert }) => {
      const cells = Array.from({ length: 6 }, (_, index) =>
        index === 0 ? el('th', { scope: 'row' }) : el('td'),
      );
      const name = alert.drill === null ? alert.alertname : `${alert.alertname} (drill)`;
      return {
        element: el('tr', {}, ...cells),
        update({ alert: { severity, service, startsAt, endsAt, ending }, now }: Item) {
          const from = Date.parse(startsAt);
          const to = endsAt === null ? null : Date.parse(endsAt);
          const end = ending === 'unheard' ? ' (no longer heard of)' : '';
          const texts = [
            name,
            severity,
            service,
            clock(from, now),
            duration(to === null ? null : to - from),
            `${clock(to, now)}${end}`,
          ];
          cells.forEach((cell, index) => {
            setText(cell, texts[index] ?? '');
          });
        },
      };
    },
  );
  return {
    element: section('recent', 'Recent alerts', box, note),
    update({ status, now }) {
      const recent = status.alerts.recent.filter((alert) => !isWatchdog(alert));
      const shown = recent.slice(0, MOST_SHOWN);
      const total = recent.length + status.alertsLeftOut.recent;
      keyed.update(shown.map((alert) => ({ alert, links: status.links, now })));
      box.hidden = total === 0;
      note.hidden = total > 0 && total === shown.length;
      setText(
        note,
        total === 0
          ? 'No alert has ended within the last 24 hours.'
          : `The last ${shown.length} of ${total} are shown.`,
      );
    },
  };
}
