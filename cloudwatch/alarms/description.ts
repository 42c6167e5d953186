import type { Definition } from '../../definition/schema.ts';
import { dashboardAddress } from '../names.ts';

/** Characters of a description: API reference, PutMetricAlarm, «AlarmDescription». */
export const MOST_CHARACTERS = 1024;

const RUNBOOK = 'Runbook: ';
const DASHBOARD = 'Dashboard: ';

/** What an alarm says of itself. */
export interface Told {
  readonly alert: string;
  readonly service: string;
  /** One sentence. */
  readonly summary: string;
  /** When it fires, as a sentence; it begins with «Fires when». */
  readonly fires: string;
  /** An address; by `service.runbooks` unless given. */
  readonly runbook?: string | undefined;
  /** An address; that of the dashboard of golden signals unless given. */
  readonly dashboard?: string | undefined;
}

/**
 * The description of an alarm, a line each: the summary, when it fires, `Runbook: …`, `Dashboard: …`; the last two where there are such.
 * Whoever reads messages relies on these lines. Where it is too long, the summary and then the sentence behind it are cut off at a
 * word; a link is whole or not there.
 */
export function describe(definition: Definition, told: Told): string {
  const { alert, service, summary, fires } = told;
  const runbook = told.runbook ?? definition.service.runbooks?.replaceAll('{alert}', alert);
  const dashboard = told.dashboard ?? dashboardAddress(definition, service);
  const links: string[] = [];
  for (const link of [runbook === undefined ? [] : [RUNBOOK + runbook], [DASHBOARD + dashboard]].flat()) {
    if ([...links, link].join('\n').length <= MOST_CHARACTERS / 2) links.push(link);
  }
  const left = MOST_CHARACTERS - links.join('\n').length - links.length;
  const sentence = clipped(oneLine(fires), Math.floor(left / 2));
  const first = clipped(oneLine(summary), left - sentence.length - 1);
  return [first, sentence, ...links].join('\n');
}

/**
 * The description of an alarm that only feeds another one, and tells nobody: without links, of which a template holds few.
 * `fires` as in `Told`.
 */
export function describePart(alert: string, fires: string): string {
  return clipped(`A part of ${alert}, which tells of it.\n${oneLine(fires)}`, MOST_CHARACTERS);
}

/** A text of at most so many characters, cut off behind a word. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  const end = cut.lastIndexOf(' ');
  return `${end >= most / 2 ? cut.slice(0, end) : cut}…`;
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
