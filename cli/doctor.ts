import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration } from '../conventions/quantities.ts';
import { alertmanagerArea } from './doctor/alertmanager.ts';
import { awsArea } from './doctor/aws.ts';
import type { Area } from './doctor/check.ts';
import type { Context } from './doctor/context.ts';
import { definitionArea } from './doctor/definition.ts';
import { exporterArea } from './doctor/exporter.ts';
import { grafanaArea } from './doctor/grafana.ts';
import { addressesOf, type Options, optionsOf } from './doctor/options.ts';
import { prometheusArea } from './doctor/prometheus.ts';
import { redacted, redaction } from './doctor/redaction.ts';
import { areaText, painter, reportOf, verdictText } from './doctor/report.ts';
import { type Io, UsageError } from './io.ts';

/** Questions that follow one another, so many at most: each may take its whole time. */
const QUESTIONS = 24;
const HEARD_MS = 50;
const ERASE = '\r\u001b[K';

/** `goldwatch doctor`: says which link is broken between the definition and whoever is told. It changes nothing. */
export async function doctor(args: readonly string[], io: Io): Promise<number> {
  const options = optionsOf(args, io);
  if (options === null) return 0;
  const stop = new AbortController();
  const endSignals = io.onSignal(['SIGINT', 'SIGTERM', 'SIGHUP'], () => stop.abort());
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(QUESTIONS * options.timeoutMs)]);
  try {
    return await examined(options, io, signal);
  } catch (error) {
    // Ctrl-C ends child processes as well, and that may be heard of before the signal is.
    await sleep(HEARD_MS);
    if (io.isTerminal === true && options.json !== true) io.stdout(ERASE);
    if (stop.signal.aborted) throw new UsageError('Stopped.');
    if (signal.aborted)
      throw new UsageError(
        `It took more than ${formatDuration(QUESTIONS * options.timeoutMs)}, and was given up. With a shorter --timeout, what does not answer holds it up less.`,
      );
    throw new UsageError((error as Error).message);
  } finally {
    endSignals();
  }
}

async function examined(options: Options, io: Io, signal: AbortSignal): Promise<number> {
  const tell = teller(options, io);
  const areas: Area[] = [];
  tell.waitFor('Definition');
  const { area, loaded } = await definitionArea(options.config, io);
  let redact = (text: string) => text;
  const look = async (next: Promise<Area>) => {
    const seen = redacted(await next, redact);
    areas.push(seen);
    tell.area(seen);
  };
  await look(Promise.resolve(area));
  if (loaded !== null) {
    const given = [options['token-file'], options['grafana-token-file']].flatMap((file) =>
      file === undefined ? [] : [resolve(io.directory, file)],
    );
    redact = await redaction(loaded, io, given);
    const context: Context = {
      loaded,
      io,
      addresses: addressesOf(options, loaded, io.directory),
      timeoutMs: options.timeoutMs,
      signal,
    };
    tell.waitFor('Exporter');
    const exporter = await exporterArea(context);
    await look(Promise.resolve(exporter.area));
    tell.waitFor('Prometheus');
    await look(prometheusArea(context, exporter));
    tell.waitFor('Alertmanager');
    await look(alertmanagerArea(context));
    tell.waitFor('Grafana');
    await look(grafanaArea(context));
    tell.waitFor('AWS');
    const aws = await awsArea(context, exporter);
    if (aws !== null) await look(Promise.resolve(aws));
  }
  const report = reportOf(options.config, areas);
  tell.end(report);
  return report.sound ? 0 : 1;
}

/** Tells people of each area as it comes, or programs of all at once. */
function teller({ json }: Options, io: Io) {
  const isShown = json !== true;
  const isTerminal = io.isTerminal === true;
  const noColour = io.environment.NO_COLOR ?? '';
  const paint = painter(isTerminal && noColour === '');
  const erase = isTerminal ? ERASE : '';
  return {
    waitFor(area: string) {
      if (isShown && isTerminal) io.stdout(`${erase}Looking at ${area}…`);
    },
    area(area: Area) {
      if (isShown) io.stdout(`${erase}${areaText(area, paint)}`);
    },
    end(report: ReturnType<typeof reportOf>) {
      io.stdout(isShown ? verdictText(report, paint) : `${JSON.stringify(report, null, 2)}\n`);
    },
  };
}
