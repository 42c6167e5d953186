import { readFile } from 'node:fs/promises';
import { isAbsolute, normalize, resolve } from 'node:path';
import type { Notify } from '../definition/notify.ts';

/** A file with a secret, without which a receiver cannot work. */
interface Secret {
  /** Who is told by it. */
  readonly receiver: string;
  readonly path: string;
  readonly holds: 'address' | 'key' | 'password';
}

const ADDRESS = /^https?:\/\/\S+$/;

/** A file that notifications need, and what is wrong with it: a clause; null where nothing is. */
export interface SecretFile extends Pick<Secret, 'receiver' | 'path'> {
  readonly trouble: string | null;
}

/** Every file that notifications need, each once, by its absolute path; nothing of what is in them is shown. */
export async function secretFiles(notify: Notify, baseDirectory: string): Promise<SecretFile[]> {
  const files = await Promise.all(
    secretsOf(notify).map(async ({ receiver, path, holds }): Promise<SecretFile> => {
      const file = resolve(baseDirectory, path);
      return { receiver, path: file, trouble: await troubleOf(file, holds) };
    }),
  );
  return [...new Map(files.map((file) => [JSON.stringify(file), file])).values()];
}

/** A sentence for each file that notifications need and do not have; nothing of what is in them is shown. */
export async function unreadableSecrets(notify: Notify, baseDirectory: string): Promise<string[]> {
  const files = await secretFiles(notify, baseDirectory);
  return files.flatMap(({ receiver, path, trouble }) =>
    trouble === null ? [] : [`Nothing reaches ${receiver} yet: ${path} ${trouble}.`],
  );
}

/** What containers do not see of those files: of this folder, docker-compose.monitoring.yml mounts its secrets only. */
export function secretsOutsideOfContainers(notify: Notify): string[] {
  const { email, heartbeat } = notify;
  const ofExporter = [
    ...secret('the digest', 'password', email?.to.digest && email.password_file),
    ...secret('the heartbeat', 'address', heartbeat?.url_file),
  ];
  const ofAlertmanager = secretsOf(notify).filter(({ receiver }) => receiver !== 'the heartbeat');
  return [
    ...new Set([...outsideOf('secrets/', ofAlertmanager), ...outsideOf('secrets/exporter/', ofExporter)]),
  ];
}

// An absolute path is a mount of one's own.
function outsideOf(mounted: string, secrets: readonly Secret[]): string[] {
  return secrets
    .filter(({ path }) => !isAbsolute(path) && !normalize(path).startsWith(mounted))
    .map(
      ({ receiver, path }) =>
        `${path} is not under ${mounted}, where containers look for it: there, nothing reaches ${receiver}.`,
    );
}

function secretsOf(notify: Notify): Secret[] {
  const { email, heartbeat, webhooks } = notify;
  return [
    ...[notify, ...notify.routes].flatMap(({ slack, pagerduty, msteams }) => [
      ...secret('Slack', 'address', given(slack)?.webhook_file),
      ...secret('Slack', 'key', given(slack)?.bot_token_file),
      ...secret('PagerDuty', 'key', given(pagerduty)?.routing_key_file),
      ...secret('Microsoft Teams', 'address', given(msteams)?.webhook_file),
    ]),
    ...secret('anybody by mail', 'password', email?.password_file),
    ...webhooks.flatMap(({ name, url_file }) => secret(`the webhook ${name}`, 'address', url_file)),
    ...secret('the heartbeat', 'address', heartbeat?.url_file),
  ];
}

function given<T>(settings: T | false | undefined): T | undefined {
  return settings === false ? undefined : settings;
}

function secret(receiver: string, holds: Secret['holds'], path: string | undefined): Secret[] {
  return path === undefined ? [] : [{ receiver, path, holds }];
}

async function troubleOf(file: string, holds: Secret['holds']): Promise<string | null> {
  const content = await readFile(file, 'utf8').catch(() => null);
  if (content === null) return 'is not there or cannot be read';
  const text = content.trim();
  if (text === '') return 'is empty';
  if (holds === 'password' && content !== text)
    return 'begins or ends with a blank or a newline, which Alertmanager 0.25 takes for part of the password';
  if (holds === 'address' && !ADDRESS.test(text)) return 'does not hold an address, such as https://…';
  return holds === 'key' && /\s/.test(text) ? 'holds more than one word' : null;
}
