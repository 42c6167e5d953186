import { colorOf, paletteColor, paletteColorOfName, shadeOf } from './colors.ts';
import { type OverrideJson, type PanelJson, PreviewError } from './dashboard_json.ts';
import { type MappingJson, mappingOf, regexOf } from './mappings.ts';
import { stepsOf, type ThresholdsJson, thresholdColor } from './thresholds.ts';
import { formatted } from './units.ts';

/** How the values of one series, or of one column of a table, are shown. */
export interface FieldSettings {
  readonly displayName?: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly noValue?: string;
  readonly mappings?: readonly MappingJson[];
  readonly thresholds?: ThresholdsJson;
  readonly color?: { readonly mode: string; readonly fixedColor?: string };
  readonly links?: readonly unknown[];
  readonly custom: Readonly<Record<string, unknown>>;
}

/** What overrides know a series or column by. */
export interface FieldIdentity {
  /** The name that people see. */
  readonly name: string;
  readonly refId: string;
  readonly kind: 'number' | 'string';
}

const PLAIN_SETTINGS = new Set([
  'displayName',
  'unit',
  'decimals',
  'min',
  'max',
  'noValue',
  'mappings',
  'thresholds',
  'color',
  'links',
  'description',
]);

/** The settings of a field: the panel's own, then each override that is for it. */
export function settingsOf({ title, fieldConfig }: PanelJson, field: FieldIdentity): FieldSettings {
  const { custom = {}, ...defaults } = { ...fieldConfig?.defaults };
  const settings: Record<string, unknown> = { ...defaults };
  const customSettings: Record<string, unknown> = { ...(custom as object) };
  for (const { matcher, properties } of fieldConfig?.overrides ?? []) {
    if (!isFor(matcher, field, title ?? '')) continue;
    for (const { id, value } of properties) {
      if (id.startsWith('custom.')) customSettings[id.slice('custom.'.length)] = value;
      else if (PLAIN_SETTINGS.has(id)) settings[id] = value;
      else throw new PreviewError(`«${title}»: the override of «${id}» is not drawn: add it to field.ts.`);
    }
  }
  return { ...settings, custom: customSettings };
}

function isFor({ id, options }: OverrideJson['matcher'], field: FieldIdentity, panel: string): boolean {
  switch (id) {
    case 'byName':
      return field.name === options;
    case 'byNames':
      return ((options as { names?: string[] }).names ?? []).includes(field.name);
    case 'byRegexp':
      return regexOf(String(options)).test(field.name);
    case 'byFrameRefID':
      return field.refId === options;
    case 'byType':
      return field.kind === options;
    default:
      throw new PreviewError(`«${panel}»: overrides matched ${id} are not drawn: add it to field.ts.`);
  }
}

/** A value as people read it, and its colour by mappings and thresholds; null where neither colours it. */
export interface ShownValue {
  readonly text: string;
  readonly color: string | null;
}

/** How a value is shown. Null is a value that is not there. */
export function shownValue(
  value: number | string | null,
  settings: FieldSettings,
  nowMs: number,
): ShownValue {
  const mapped = mappingOf(settings.mappings ?? [], value);
  const color = mapped?.color === undefined ? ownColor(value, settings) : colorOf(mapped.color);
  const text = mapped?.text ?? plainText(value, settings, nowMs);
  return { text, color };
}

function plainText(value: number | string | null, settings: FieldSettings, nowMs: number): string {
  if (value === null) return settings.noValue ?? '';
  return typeof value === 'string' ? value : formatted(value, settings.unit, settings.decimals, nowMs);
}

function ownColor(
  value: number | string | null,
  { color, thresholds, min, max }: FieldSettings,
): string | null {
  if (color?.mode === 'fixed') return colorOf(color.fixedColor ?? 'text');
  if (thresholds === undefined || typeof value !== 'number') return null;
  return thresholdColor(stepsOf(thresholds, min, max), value);
}

/** The colour of the line of a series, the `index`th of its panel. */
export function lineColor({ color, thresholds }: FieldSettings, name: string, index: number): string {
  switch (color?.mode) {
    case undefined:
    case 'palette-classic':
      return paletteColor(index);
    case 'palette-classic-by-name':
      return paletteColorOfName(name);
    case 'fixed':
      return colorOf(color?.fixedColor ?? 'text');
    case 'shades':
      return shadeOf(color?.fixedColor ?? 'text', index);
    case 'thresholds':
      return thresholdColor(stepsOf(thresholds), Number.NEGATIVE_INFINITY);
    default:
      throw new PreviewError(`The colour scheme «${color?.mode}» is not drawn: add it to field.ts.`);
  }
}
