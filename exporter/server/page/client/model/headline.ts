import type { AlertView } from '../../../../alerts/alert_view.ts';
import type { Phase } from '../../../health_routes.ts';
import { isWatched, realAlerts, toneOf } from './alerts.ts';
import { duration, plural } from './format.ts';

const MOST_NAMED = 3;

/** What decides whether anything is wrong. */
export interface Situation {
  readonly phase: Phase;
  readonly firing: readonly AlertView[];
  /** Alerts that fire, too, of which no more is known here. */
  readonly leftOut: number;
  /** Of each source, and why it does not work; null where it does. */
  readonly sources: readonly { readonly id: string; readonly trouble: string | null }[];
  /** Why nothing reaches CloudWatch; null where nothing is known against it, or nothing is mirrored. */
  readonly mirrorTrouble: string | null;
}

/** One sentence about whether anything is wrong, and how bad it is. */
export interface Headline {
  readonly text: string;
  readonly tone: 'bad' | 'warning' | 'unknown' | 'good';
}

/** The first thing on the page, at a time in milliseconds since 1970. */
export function headline(situation: Situation, now: number): Headline {
  const { phase, firing, leftOut } = situation;
  const real = realAlerts(firing);
  const troubles = troublesOf(situation);
  if (real.length > 0) {
    const tone = real.some(({ severity }) => toneOf(severity) === 'bad') ? 'bad' : 'warning';
    const number = plural(real.length + leftOut, 'alert fires', 'alerts fire');
    const also = troubles === null ? '' : ` ${troubles}`;
    return { text: `${number}: ${named(real, leftOut, now)}.${also}`, tone };
  }
  if (phase === 'stopping') return { text: 'The exporter is stopping.', tone: 'warning' };
  if (troubles !== null) return { text: `No alert fires, but: ${troubles}`, tone: 'warning' };
  if (phase === 'catching up') {
    return {
      text: 'Catching up with what happened while the exporter was down: numbers are not complete yet.',
      tone: 'unknown',
    };
  }
  return isWatched(firing)
    ? { text: 'All quiet: no alert fires.', tone: 'good' }
    : {
        text: 'No alert is known, but no Alertmanager has been heard of.',
        tone: 'unknown',
      };
}

function named(alerts: readonly AlertView[], leftOut: number, now: number): string {
  const first = alerts.slice(0, MOST_NAMED).map(({ alertname, service, startsAt }) => {
    const whose = service === '' ? '' : ` (${service})`;
    return `${alertname}${whose} since ${duration(now - Date.parse(startsAt))}`;
  });
  const others = alerts.length + leftOut - first.length;
  return others === 0 ? first.join(', ') : `${first.join(', ')} and ${others} more`;
}

function troublesOf({ sources, mirrorTrouble }: Situation): string | null {
  const down = sources.filter(({ trouble }) => trouble !== null).map(({ id }) => id);
  const names = down.length > MOST_NAMED ? [...down.slice(0, MOST_NAMED), '…'] : down;
  const sentences = [
    ...(down.length === 0
      ? []
      : [`${plural(down.length, 'source does', 'sources do')} not work (${names.join(', ')}).`]),
    ...(mirrorTrouble === null ? [] : ['Nothing reaches CloudWatch.']),
  ];
  return sentences.length === 0 ? null : sentences.join(' ');
}
