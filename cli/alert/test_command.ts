import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { composeStack, withLinks } from '../../definition/stack.ts';
import { type Loaded, loadConfig } from '../arguments.ts';
import { exporterPass } from '../exporter_pass.ts';
import type { Io } from '../io.ts';
import { originOf } from '../mirror_page.ts';
import type { ExporterAddress } from './acknowledgement.ts';
import { drill } from './drill.ts';
import { exampleAlert } from './example.ts';
import { hopLine, type Report, reportOf, verdict } from './report.ts';
import { type AlertRule, type AlertRules, alertRules } from './rules.ts';
import { chosenOf, type Options, optionsOf, type Targets, targetsOf } from './test_options.ts';

const SECONDS_TO_STOP = 3;
/** `goldwatch alert test`: sends alerts down the real path, and waits for their receipts. */
export async function testAlerts(args: readonly string[], io: Io): Promise<number> {
  const read = optionsOf(args, io);
  if (read === null) return 0;
  const { values: options, names } = read;
  const targets = targetsOf(options);
  const loaded = await loadConfig(options.config, io);
  if (options.cloudwatch === true) {
    const { testAlarms } = await import('./cloudwatch_command.ts');
    return await testAlarms(names, { loaded, options, timeoutMs: targets.timeoutMs, io });
  }
  const rules = alertRules(loaded.definition, withLinks(composeStack, loaded.definition.notify.links));
  const chosen = chosenOf(rules.alerts, names, options, loaded);
  const stop = new AbortController();
  const endSignals = io.onSignal(['SIGINT', 'SIGTERM', 'SIGHUP'], () => stop.abort());
  const say = (text: string) => (options.json === true ? undefined : io.stdout(text));
  const reports: Report[] = [];
  try {
    for (const rule of chosen) {
      const isFirst = reports.length === 0;
      reports.push(
        await tested(rule, { loaded, rules, options, targets, io, say, isFirst, signal: stop.signal }),
      );
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    io.stderr('Stopped. What the drill had raised is resolved.\n');
    return 1;
  } finally {
    endSignals();
  }
  const broken = reports.filter(({ held }) => !held);
  if (options.json === true) io.stdout(`${JSON.stringify(reports, null, 2)}\n`);
  if (reports.length > 1) say(summary(reports, broken));
  return broken.length === 0 ? 0 : 1;
}

interface Context {
  readonly loaded: Loaded;
  readonly rules: AlertRules;
  readonly options: Options;
  readonly targets: Targets;
  readonly io: Io;
  readonly say: (text: string) => void;
  /** Whoever may stop it was asked once. */
  readonly isFirst: boolean;
  readonly signal: AbortSignal;
}

async function tested(rule: AlertRule, context: Context): Promise<Report> {
  const { loaded, rules, options, targets, io, say, isFirst, signal } = context;
  const { definition } = loaded;
  const id = randomUUID().slice(0, 8);
  const service = options.service ?? definition.service.name;
  const alert = exampleAlert(rule, { service, externalLabels: rules.externalLabels, drill: id });
  say(
    `Drill ${id} of ${rule.name} (${rule.severity}, ${alert.labels.service}) at ${targets.alertmanagers.join(' and ')}\n`,
  );
  let people: readonly string[] = [];
  const hops = await drill(alert, {
    ...targets,
    drill: id,
    alert: rule.name,
    prometheus: options.prometheus,
    exporter: exporterOf(loaded, options, io),
    generatorURL: generatorUrl(rule, definition.notify.links.prometheus ?? options.prometheus),
    signal,
    tell: (hop) => say(hopLine(hop)),
    async announce(recipients) {
      people = recipients.filter((one) => one !== 'the exporter');
      say(
        people.length === 0 ? 'It tells nobody but the exporter.\n' : `It tells ${recipients.join(', ')}.\n`,
      );
      if (people.length === 0 || io.isTerminal !== true || !isFirst || options.json === true) return;
      say(`Ctrl-C within ${SECONDS_TO_STOP} s keeps it from them.\n`);
      await sleep(SECONDS_TO_STOP * 1_000, undefined, { signal });
    },
  });
  const report = reportOf(id, alert, people, hops);
  say(`${verdict(report)}\n`);
  return report;
}

function exporterOf({ definition, baseDirectory }: Loaded, options: Options, io: Io): ExporterAddress {
  const { exporter, 'token-file': file } = options;
  const settings = {
    ...definition.exporter,
    ...(file !== undefined && { token_file: resolve(io.directory, file) }),
  };
  return { url: exporter ?? originOf(settings), pass: () => exporterPass(settings, baseDirectory, 'alerts') };
}

function generatorUrl({ expr }: AlertRule, prometheus: string): string {
  return `${prometheus.replace(/\/+$/, '')}/graph?${new URLSearchParams({ 'g0.expr': expr, 'g0.tab': '1' })}`;
}

function summary(reports: readonly Report[], broken: readonly Report[]): string {
  if (broken.length === 0) return `All ${reports.length} alerts get through.\n`;
  return `${broken.length} of ${reports.length} alerts do not get through: ${broken.map(({ alert }) => alert).join(', ')}.\n`;
}
