import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MASK, maskText } from '../../exporter/status/configuration_secrets.ts';
import type { Loaded } from '../arguments.ts';
import type { Io } from '../io.ts';
import { secretFiles } from '../notification_secrets.ts';
import type { Area } from './check.ts';

/** Variables of the environment that hold secrets of AWS. */
const SECRET_VARIABLES = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_ACCESS_KEY_ID'];
/** What is shorter would tear words apart. */
const SHORTEST = 4;

/** Takes secrets out of a text: those that are known, and those that can be told by their form. */
export type Redact = (text: string) => string;

/** Reads every secret that the definition and the environment name, so that none of them is ever shown. */
export async function redaction(
  { definition, baseDirectory }: Loaded,
  { environment }: Pick<Io, 'environment'>,
  more: readonly string[],
): Promise<Redact> {
  const { token_file: token, http_config: carried, prometheus_token_file: prometheus } = definition.exporter;
  const files = [
    ...(await secretFiles(definition.notify, baseDirectory)).map(({ path }) => path),
    ...[token, prometheus, carried.basic_auth?.password_file].flatMap((file) =>
      file === undefined ? [] : [resolve(baseDirectory, file)],
    ),
    ...more,
  ];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  const secrets = [...texts, ...SECRET_VARIABLES.map((name) => environment[name] ?? '')]
    .map((text) => text.trim())
    .filter((text) => text.length >= SHORTEST)
    // The longest first, for one may be part of another.
    .toSorted((one, other) => other.length - one.length);
  return (text) => maskText(secrets.reduce((masked, secret) => masked.replaceAll(secret, MASK), text));
}

/** An area without any secret. */
export function redacted({ name, checks }: Area, redact: Redact): Area {
  return {
    name,
    checks: checks.map((check) => ({
      ...check,
      detail: redact(check.detail),
      findings: check.findings.map((finding) => ({
        ...finding,
        text: redact(finding.text),
        why: redact(finding.why),
        remedy: redact(finding.remedy),
        about: Object.fromEntries(Object.entries(finding.about).map(([slot, text]) => [slot, redact(text)])),
      })),
    })),
  };
}
