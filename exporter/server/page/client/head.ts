import type { StatusView } from '../../../status/view.ts';
import { el, setAttribute, setText } from './dom.ts';
import { realAlerts } from './model/alerts.ts';
import { type Connection, inWords } from './model/connection.ts';
import { clock, duration } from './model/format.ts';
import { type Headline, headline } from './model/headline.ts';

const COLOURS: Readonly<Record<Headline['tone'], string>> = {
  bad: '#d1242f',
  warning: '#d4a017',
  unknown: '#888888',
  good: '#2da44e',
};

/** What is above everything: whether anything is wrong, whether that is of now, and of which exporter. */
export class Head {
  readonly #headline = byId('headline');
  readonly #connection = byId('connection');
  readonly #about = byId('about');
  readonly #announcer = el('p', { class: 'hidden', role: 'status' });
  #announced = '';
  #hasFailed = false;

  constructor() {
    byId('main').prepend(this.#announcer);
  }

  /** Says that the page itself is broken, from now on: numbers that stand still must not look like those of now. */
  fail(why: string): void {
    this.#hasFailed = true;
    setText(this.#connection, `This page has failed, reload it: ${why}`);
    setAttribute(this.#connection, 'data-tone', 'bad');
    setAttribute(document.body, 'data-stale', 'true');
  }

  /** Shows the state of the connection, also before anything else is known. */
  updateConnection(connection: Connection, now: number): void {
    if (this.#hasFailed) return;
    setText(this.#connection, inWords(connection, now));
    const tones = { connecting: 'unknown', live: 'good', lost: 'bad' } as const;
    setAttribute(this.#connection, 'data-tone', tones[connection.state]);
    setAttribute(document.body, 'data-stale', connection.state === 'lost' ? 'true' : null);
  }

  update(status: StatusView, connection: Connection, now: number): void {
    const situation = {
      phase: status.phase,
      firing: status.alerts.firing,
      leftOut: status.alertsLeftOut.firing,
      sources: status.sources,
      mirrorTrouble: status.mirror?.trouble ?? null,
      objectives: status.objectives,
    };
    const { text, tone } = headline(situation, now);
    const isLost = connection.state === 'lost';
    const shown = isLost ? `Not known now. Last heard: ${text}` : text;
    setText(this.#headline, shown);
    setAttribute(this.#headline, 'data-tone', isLost ? 'unknown' : tone);
    this.#announce(text, status);
    const { environment, goldwatch, startedAt } = status;
    const parts = [
      environment,
      `version ${goldwatch}`,
      `up for ${duration(now - startedAt)}`,
      clock(now, now),
    ];
    setText(this.#about, parts.filter((part) => part !== '').join(' · '));
    this.#tab(realAlerts(situation.firing).length + situation.leftOut, isLost ? 'unknown' : tone);
  }

  // Only what begins and ends is said aloud, not how long it has lasted.
  #announce(otherwise: string, { alerts }: StatusView): void {
    const names = realAlerts(alerts.firing).map(({ alertname, service }) => `${alertname} ${service}`);
    const text = names.length === 0 ? otherwise : `Firing: ${names.slice(0, 5).join(', ')}.`;
    if (text === this.#announced) return;
    this.#announced = text;
    setText(this.#announcer, text);
  }

  #tab(alerts: number, tone: Headline['tone']): void {
    const title = alerts === 0 ? 'goldwatch' : `(${alerts}) goldwatch`;
    if (document.title !== title) document.title = title;
    const icon = document.querySelector('link[rel=icon]');
    if (icon === null) return;
    const disc = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="${COLOURS[tone]}"/></svg>`;
    setAttribute(icon, 'href', `data:image/svg+xml,${encodeURIComponent(disc)}`);
  }
}

/** An element of the document that the server has sent. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no element "${id}".`);
  return element;
}
