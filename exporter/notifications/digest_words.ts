import type { DigestReport, DigestRow } from './digest_report.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What a digest says in sentences, the same in text and in HTML. No name that somebody else has chosen is in them. */
export interface DigestWords {
  readonly subject: string;
  readonly headline: string;
  /** What keeps the digest from being all that happened. */
  readonly warnings: readonly string[];
}

/** The sentences of a report. */
export function digestWords(report: DigestReport): DigestWords {
  const { since, until, timeZone, fired, firing } = report;
  const period = `${momentText(since, timeZone)} to ${momentText(until, timeZone)} (${timeZone})`;
  const fires = firing === 1 ? '1 alert fires now' : `${firing} alerts fire now`;
  const news =
    fired === 0
      ? firing === 0
        ? 'nothing fired'
        : `nothing new fired; ${fires}`
      : `alerts fired ${times(fired)}${firing === 0 ? '' : `; ${fires}`}`;
  const warnings = warningsOf(report);
  // A quiet day is one line, but no line of comfort where nothing could be heard.
  const doubt = warnings.length > 0 ? ' (incomplete)' : '';
  return {
    subject: `goldwatch: ${news}${doubt}`,
    headline: `From ${period}, ${news}.`,
    warnings,
  };
}

/** What one alert came to: how often, how long, from when to when. */
export function rowText(row: DigestRow, timeZone: string): string {
  const { fired, firing, totalMs, first, last } = row;
  const moment = (time: number) => momentText(time, timeZone);
  const when = first === last ? moment(first) : `${moment(first)} to ${moment(last)}`;
  const count = fired === 0 ? 'from before' : times(fired);
  const now = firing === 0 ? '' : firing === 1 ? '; fires now' : `; ${firing} fire now`;
  return `${count}, ${durationText(totalMs)} in all, ${when}${now}`;
}

/** What an alert is called: its name, and the service in parentheses. */
export function nameText({ names }: DigestRow): string {
  const name = names.alertname || '(no name)';
  return names.service === '' ? name : `${name} (${names.service})`;
}

/** A moment as people read it: `Sat 21 Nov, 08:00`. */
export function momentText(moment: number, timeZone: string): string {
  const parts = formatOf(timeZone).formatToParts(moment);
  const { weekday, day, month, hour, minute } = Object.fromEntries(
    parts.map(({ type, value }) => [type, value]),
  );
  return `${weekday} ${day} ${month}, ${hour}:${minute}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, format);
  return format;
}

/** A duration as people read it: `45 s`, `12 min`, `3 h 5 min`, `2 d 1 h`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(milliseconds / MINUTE) * MINUTE;
  if (minutes < HOUR) return `${minutes / MINUTE} min`;
  if (minutes < DAY) return two(minutes, [HOUR, 'h'], [MINUTE, 'min']);
  return two(Math.round(milliseconds / HOUR) * HOUR, [DAY, 'd'], [HOUR, 'h']);
}

function two(milliseconds: number, [large, largeUnit]: Unit, [small, smallUnit]: Unit): string {
  const rest = Math.round((milliseconds % large) / small);
  return `${Math.floor(milliseconds / large)} ${largeUnit}${rest === 0 ? '' : ` ${rest} ${smallUnit}`}`;
}

type Unit = readonly [number, string];

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

function warningsOf({ isWatchdogHeard, deafMs, leftOut }: DigestReport): string[] {
  return [
    ...(isWatchdogHeard
      ? []
      : [
          'The watchdog, an alert that always fires, does not arrive: Prometheus, Alertmanager or the way to the exporter is broken, and alerts may not reach anybody.',
        ]),
    ...(deafMs > 0
      ? [
          `For ${durationText(deafMs)} no alert could reach the exporter: it did not run, or the watchdog did not arrive. What began and ended then is missing here.`,
        ]
      : []),
    ...(leftOut > 0
      ? [leftOut === 1 ? '1 alert more is not listed.' : `${leftOut} alerts more are not listed.`]
      : []),
  ];
}
