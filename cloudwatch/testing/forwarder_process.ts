import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Template } from '../template_text.ts';

const MODULES = join(import.meta.dirname, '../../node_modules');

// Lambda's part: a handler, an event at a time, and what it throws.
const RUNNER = `
const { handler } = require('./index.js');
let queue = Promise.resolve();
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  queue = queue.then(() => handler(JSON.parse(line)))
    .then(() => 'done', (error) => 'threw ' + error.message)
    .then((outcome) => process.stdout.write(outcome + '\\n'));
});
`;

/** What is published to a topic, as SNS tells a function. */
export interface PublishedMessage {
  readonly TopicArn: string;
  readonly Subject: string | null;
  readonly Message: string;
}

/** The forwarder of a template, running as AWS Lambda would have it. */
export interface ForwarderProcess {
  /** Hands over messages as one event, and resolves to `done`, or to what the handler threw. */
  readonly tell: (...messages: readonly PublishedMessage[]) => Promise<string>;
  /** All that it wrote to its log. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** Runs the function of a template of notifications against the services at `endpoint`. Throws where the template has none. */
export async function startForwarder(template: Template, endpoint: string): Promise<ForwarderProcess> {
  const { Properties } = template.Resources.SlackForwarder ?? {};
  const { Code, Environment, Handler } = (Properties ?? {}) as {
    readonly Code?: { readonly ZipFile: string };
    readonly Environment?: { readonly Variables: Record<string, string> };
    readonly Handler?: string;
  };
  if (Code === undefined || Handler !== 'index.handler') throw new Error('The template has no forwarder.');
  const directory = await mkdtemp(join(tmpdir(), 'goldwatch-forwarder-'));
  await writeFile(join(directory, 'index.js'), Code.ZipFile);
  await writeFile(join(directory, 'runner.js'), RUNNER);
  const child = spawn(process.execPath, [join(directory, 'runner.js')], {
    env: {
      ...Environment?.Variables,
      NODE_PATH: MODULES,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      AWS_ENDPOINT_URL: endpoint,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return { ...talkingTo(child), stop: () => end(child, directory) };
}

function talkingTo(child: ChildProcess) {
  let log = '';
  const waiting: ((outcome: string) => void)[] = [];
  child.stderr?.on('data', (data: Buffer) => {
    log += data.toString();
  });
  if (child.stdout === null) throw new Error('The forwarder has no output.');
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(line));
  child.once('exit', () => {
    for (const resolve of waiting.splice(0)) resolve(`ended: ${log}`);
  });
  return {
    tell: (...messages: readonly PublishedMessage[]) => {
      const outcome = new Promise<string>((resolve) => waiting.push(resolve));
      child.stdin?.write(`${JSON.stringify({ Records: messages.map((Sns) => ({ Sns })) })}\n`);
      return outcome;
    },
    log: () => log,
  };
}

async function end(child: ChildProcess, directory: string): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode === null) {
    child.kill();
    await ended;
  }
  await rm(directory, { recursive: true });
}
