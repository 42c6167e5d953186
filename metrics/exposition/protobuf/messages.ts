import type { Exemplar } from '../../exemplar.ts';
import { type EscapingScheme, escapeLabelName } from '../escaping.ts';
import type { Labels } from '../format.ts';
import { unitOf } from '../units.ts';
import { EXEMPLAR, FAMILY, FAMILY_TYPE, LABEL_PAIR, TIMESTAMP } from './schema.ts';
import type { ProtoWriter } from './writer.ts';

/** The fields of a family that precede its metrics. The name is escaped already. */
export function encodeHead(
  writer: ProtoWriter,
  escaped: string,
  help: string,
  type: keyof typeof FAMILY_TYPE,
): void {
  writer.string(FAMILY.name, escaped);
  writer.string(FAMILY.help, help);
  writer.uint(FAMILY.type, FAMILY_TYPE[type]);
  const unit = unitOf(escaped, type);
  if (unit !== undefined) writer.string(FAMILY.unit, unit);
}

/** Labels as fields of a metric or an exemplar. */
export function encodeLabels(
  writer: ProtoWriter,
  tag: number,
  labels: Labels,
  escaping: EscapingScheme,
): void {
  for (const name in labels) {
    const start = writer.open(tag);
    writer.string(LABEL_PAIR.name, escapeLabelName(name, escaping));
    writer.string(LABEL_PAIR.value, String(labels[name]));
    writer.close(start);
  }
}

export function encodeExemplar(
  writer: ProtoWriter,
  tag: number,
  exemplar: Exemplar,
  escaping: EscapingScheme,
): void {
  const start = writer.open(tag);
  encodeLabels(writer, EXEMPLAR.label, exemplar.labels, escaping);
  writer.double(EXEMPLAR.value, exemplar.value);
  encodeTimestamp(writer, EXEMPLAR.timestamp, exemplar.timestamp);
  writer.close(start);
}

/** A moment in milliseconds since 1970, rounded to whole ones; the message has seconds and nanoseconds. */
export function encodeTimestamp(writer: ProtoWriter, tag: number, milliseconds: number): void {
  const start = writer.open(tag);
  const whole = Math.round(milliseconds);
  const seconds = Math.floor(whole / 1000);
  writer.uint(TIMESTAMP.seconds, seconds);
  writer.uint(TIMESTAMP.nanos, (whole - seconds * 1000) * 1_000_000);
  writer.close(start);
}
