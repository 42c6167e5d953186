import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, vi } from 'vitest';

const LISTENING = /msg="Listening on" address=(?<address>\S+)/;

/** A running Alertmanager. */
export interface Alertmanager {
  /** host:port */
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** Starts Alertmanager on a free port, with more in its environment, and waits until it is ready. */
export async function startAlertmanager(
  configuration: string,
  storage: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Alertmanager> {
  const child = spawn(
    'prometheus-alertmanager',
    [
      `--config.file=${configuration}`,
      `--storage.path=${storage}`,
      '--web.listen-address=127.0.0.1:0',
      '--web.external-url=https://alertmanager.example.com',
      '--cluster.listen-address=',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...environment } },
  );
  const log: string[] = [];
  const lines = createInterface({ input: child.stderr });
  const address = await new Promise<string>((resolve, reject) => {
    child.once('error', () => reject(notInstalled('prometheus-alertmanager')));
    lines.on('line', (line) => {
      log.push(line);
      const found = LISTENING.exec(line)?.groups?.address;
      if (found !== undefined) resolve(found);
    });
    lines.once('close', () => reject(new Error(`Alertmanager ended:\n${log.join('\n')}`)));
  });
  const ready = async () => expect((await fetch(`http://${address}/-/ready`)).status).toBe(200);
  await vi.waitFor(ready, { timeout: 20_000 });
  return {
    address,
    stop: async () => {
      const exit = once(child, 'exit');
      child.kill();
      await exit;
    },
  };
}

/** What amtool prints, and whether it failed. */
export async function amtool(...args: readonly string[]): Promise<{ stdout: string; failed: boolean }> {
  return await new Promise((resolve, reject) => {
    execFile('amtool', args, (error, stdout) => {
      if (error?.code === 'ENOENT') reject(notInstalled('amtool'));
      else resolve({ stdout, failed: error !== null });
    });
  });
}

function notInstalled(program: string): Error {
  return new Error(`${program} is not installed; it is part of Debian's package prometheus-alertmanager.`);
}
