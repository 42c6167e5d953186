import type { AlertView } from '../../../../alerts/alert_view.ts';
import type { ObjectiveView, SourceView } from '../../../../status/view.ts';
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
  readonly sources: readonly (Pick<SourceView, 'id' | 'trouble'> & Partial<Pick<SourceView, 'state'>>)[];
  /** Why nothing reaches CloudWatch; null where nothing is known against it, or nothing is mirrored. */
  readonly mirrorTrouble: string | null;
  readonly objectives: readonly Pick<ObjectiveView, 'objective' | 'service' | 'remaining'>[];
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
  if (real.length + leftOut > 0) {
    // How severe those are of which no more is known, nobody can say here.
    const isBad = leftOut > 0 || real.some(({ severity }) => toneOf(severity) === 'bad');
    const number = plural(real.length + leftOut, 'alert fires', 'alerts fire');
    const also = troubles === null ? '' : ` ${troubles}`;
    return { text: `${number}: ${named(real, leftOut, now)}.${also}`, tone: isBad ? 'bad' : 'warning' };
  }
  if (phase === 'stopping') return { text: 'The exporter is stopping.', tone: 'warning' };
  if (troubles !== null) return { text: `No alert fires, but: ${troubles}`, tone: 'warning' };
  if (phase === 'catching up') {
    return {
      text: 'Catching up with what happened while the exporter was down: numbers are not complete yet.',
      tone: 'unknown',
    };
  }
  // Whatever the phase is: a reload may have begun it.
  const behind = situation.sources.filter(({ state }) => state === 'catching up').map(({ id }) => id);
  const [begun] = counted(behind, ['source catches', 'sources catch'], 'up');
  if (begun !== undefined) return { text: `${begun} Until then no numbers are known.`, tone: 'unknown' };
  return isWatched(firing)
    ? { text: 'All quiet: no alert fires.', tone: 'good' }
    : {
        text: 'No alert is known, but no Alertmanager has been heard of.',
        tone: 'unknown',
      };
}

function named(alerts: readonly AlertView[], leftOut: number, now: number): string {
  // More than are told here, of which the first may all be drills.
  if (alerts.length === 0) return 'see /v1/alerts';
  const first = alerts.slice(0, MOST_NAMED).map(({ alertname, service, startsAt }) => {
    const whose = service === '' ? '' : ` (${service})`;
    return `${alertname}${whose} since ${duration(now - Date.parse(startsAt))}`;
  });
  const others = alerts.length + leftOut - first.length;
  return others === 0 ? first.join(', ') : `${first.join(', ')} and ${others} more`;
}

function troublesOf({ sources, mirrorTrouble, objectives }: Situation): string | null {
  const down = sources.filter(({ trouble }) => trouble !== null).map(({ id }) => id);
  const spent = objectives
    .filter(({ remaining }) => remaining !== null && remaining <= 0)
    .map(({ objective, service }) => `${objective} of ${service}`);
  const sentences = [
    ...counted(down, ['source does', 'sources do'], 'not work'),
    ...(mirrorTrouble === null ? [] : ['Nothing reaches CloudWatch.']),
    ...counted(spent, ['error budget is', 'error budgets are'], 'spent'),
  ];
  return sentences.length === 0 ? null : sentences.join(' ');
}

/** `2 sources do not work (a, b).`; nothing of none. */
function counted(
  all: readonly string[],
  [one, many]: readonly [string, string],
  what: string,
): readonly string[] {
  const names = all.length > MOST_NAMED ? [...all.slice(0, MOST_NAMED), '…'] : all;
  return all.length === 0 ? [] : [`${plural(all.length, one, many)} ${what} (${names.join(', ')}).`];
}
