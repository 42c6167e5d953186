import { isScalar, type Node } from 'yaml';
import { isObject } from '../../conventions/is_object.ts';
import { nearestName, quoted } from '../../conventions/names.ts';
import type { Diagnostic } from '../diagnostics.ts';
import type { Path, Positions } from '../positions.ts';
import { PRESETS } from './index.ts';
import type { Preset } from './preset.ts';

const BY_NAME = new Map(PRESETS.map((preset) => [preset.alert.name, preset]));
const NAMES = [...BY_NAME.keys()];

const FORMS = ['signal', 'metric', 'promql', 'aws'];
const LIMITS = ['above', 'below'];
const AWS_LIMITS = ['above', 'at_least', 'below', 'anomaly'];
const AWS_METRIC = ['namespace', 'metric'];
/** Keys that do not belong to a condition. */
const BESIDE = [
  'name',
  'severity',
  'for',
  'keep_firing_for',
  'no_data',
  'summary',
  'runbook',
  'dashboard',
  'labels',
  'only',
];

/** A definition with its presets written out, and what is wrong with them. */
export interface Expanded {
  readonly value: unknown;
  readonly mistakes: readonly Diagnostic[];
  /** Entries of `alerts` that name no preset, by index; nothing else is to be said of them. */
  readonly unknown: ReadonlySet<number>;
}

/**
 * Writes out the presets among `alerts`: a name alone, or `preset` with keys that override those of the preset. `unfilled` are
 * the nodes with a reference to the environment that could not be filled in; they are told already.
 */
export function expandPresets(
  value: unknown,
  positions: Positions,
  unfilled: ReadonlySet<Node | undefined>,
): Expanded {
  if (!isObject(value) || !Array.isArray(value.alerts)) return { value, mistakes: [], unknown: new Set() };
  const mistakes: Diagnostic[] = [];
  const unknown = new Set<number>();
  const alerts = value.alerts.map((entry: unknown, index): unknown => {
    const name = presetName(entry);
    if (name === undefined) return entry;
    const preset = typeof name === 'string' ? BY_NAME.get(name) : undefined;
    if (preset !== undefined) return withOverrides(preset, isObject(entry) ? entry : {});
    unknown.add(index);
    const path = isObject(entry) ? ['alerts', index, 'preset'] : ['alerts', index];
    if (!unfilled.has(positions.node(path))) mistakes.push(unknownPreset(name, path, positions));
    return entry;
  });
  return { value: { ...value, alerts }, mistakes, unknown };
}

/** The preset that an entry of `alerts` names; undefined where it names none. */
export function presetAt(path: Path, positions: Positions): Preset | undefined {
  const entry = positions.node(path);
  const node = isScalar(entry) ? entry : positions.node([...path, 'preset']);
  return isScalar(node) ? BY_NAME.get(String(node.value)) : undefined;
}

function presetName(entry: unknown): unknown {
  return isObject(entry) ? entry.preset : typeof entry === 'string' ? entry : undefined;
}

function unknownPreset(name: unknown, path: Path, positions: Positions): Diagnostic {
  const written = positions.written(path);
  const suggestion = typeof name === 'string' && name === written ? nearestName(name, NAMES) : undefined;
  return {
    ...positions.value(path),
    problem: written === undefined ? 'this names no alert' : `no alert is called ${quoted(written)}`,
    expected: 'one of docs/reference/alert_presets.md by its name, or an alert of your own',
    ...(suggestion !== undefined && { suggestion }),
  };
}

function withOverrides({ alert }: Preset, own: Readonly<Record<string, unknown>>): object {
  const { preset: _, ...written } = own;
  const given = withAws(alert, written);
  const isOther = FORMS.some((key) => key in given && isOtherCondition(given[key], alert[key]));
  // A description says what the preset asks, and another condition asks something else.
  const isOtherForm = isOther && !FORMS.some((key) => key in given && key in alert);
  const replaced = new Set([
    ...(isOther ? ['description'] : []),
    ...(LIMITS.some((key) => key in given) ? LIMITS : []),
  ]);
  const kept = Object.entries(alert).filter(
    ([key]) => !replaced.has(key) && (!isOtherForm || BESIDE.includes(key)),
  );
  return { ...Object.fromEntries(kept), ...given };
}

// The metric of CloudWatch is a mapping, of which a key alone may be given.
function withAws(alert: Preset['alert'], given: Readonly<Record<string, unknown>>) {
  if (!isObject(given.aws) || !isObject(alert.aws)) return given;
  const { aws } = given;
  const replaced = AWS_LIMITS.some((key) => key in aws) ? AWS_LIMITS : [];
  const kept = Object.entries(alert.aws).filter(([key]) => !replaced.includes(key));
  return { ...given, aws: { ...Object.fromEntries(kept), ...aws } };
}

function isOtherCondition(given: unknown, own: unknown): boolean {
  if (!isObject(given) || !isObject(own)) return given !== own;
  return AWS_METRIC.some((key) => given[key] !== own[key]);
}
