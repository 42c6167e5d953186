import type {
  CloudwatchMirrorSettings,
  MirrorEntry,
} from '../exporter/outputs/cloudwatch_mirror/settings.ts';
import { alarmEntries } from './alarm_metrics.ts';
import type { Diagnostic } from './diagnostics.ts';
import { type Around, compareEntries, isCovered } from './mirrored/same_metric.ts';
import type { Positions } from './positions.ts';
import type { Definition } from './schema.ts';

const OTHER_NAME =
  'a name or dimensions that alarms do not read; they read Requests, FailedRequests, RequestsOver…, Latency, Saturation, ' +
  'ExporterReady, and metrics of alerts by their selectors';

/**
 * What the exporter mirrors: the entries that alarms need, then those of the file that are not among them; null where nothing is
 * mirrored.
 */
export function mirrorSettingsOf(definition: Definition): CloudwatchMirrorSettings | null {
  const settings = definition.mirror.cloudwatch;
  if (settings === undefined) return null;
  if (definition.cloudwatch === undefined) return settings;
  const around = aroundOf(definition);
  const needed = alarmEntries(definition);
  const isSame = (one: MirrorEntry, other: MirrorEntry) => compareEntries(one, other, around) === 'same';
  const own = settings.select.filter((entry) => {
    const same = needed.filter((one) => isSame(entry, one));
    return same.length === 0 || !isCovered(entry, same, around);
  });
  const derived = needed.map((one) =>
    settings.select.filter((entry) => isSame(entry, one)).reduce(asWritten, one),
  );
  return { ...settings, select: [...derived, ...own], for_alarms: derived.length };
}

/** What is wrong with entries that make a metric which alarms need, of something else. */
export function alarmEntryMistakes(definition: Definition, positions: Positions): Diagnostic[] {
  const settings = definition.mirror.cloudwatch;
  if (settings === undefined || definition.cloudwatch === undefined) return [];
  const around = aroundOf(definition);
  const needed = alarmEntries(definition);
  return settings.select.flatMap((entry, index) => {
    if (!needed.some((one) => compareEntries(entry, one, around) === 'conflicting')) return [];
    return [
      {
        ...positions.value(['mirror', 'cloudwatch', 'select', index]),
        problem: `mirror.cloudwatch.select[${index}] makes a metric that alarms read, of other series or in another way`,
        expected: OTHER_NAME,
      },
    ];
  });
}

function aroundOf({ service, sources, mirror }: Definition): Around {
  const services = sources.map((source) => source.service ?? service.name);
  return { fixed: mirror.cloudwatch?.dimensions ?? {}, services: [...new Set(services)] };
}

// What the file says of a metric holds for alarms, too, as far as they can still read it.
function asWritten(needed: MirrorEntry, { unit, resolution }: MirrorEntry): MirrorEntry {
  return { ...needed, ...(unit !== undefined && { unit }), ...(resolution !== undefined && { resolution }) };
}
