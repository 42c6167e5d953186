import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Email } from 'postal-mime';
import { vi } from 'vitest';
import { startSmtpInbox } from '../../tests/support/smtp_inbox.ts';
import { ALERTING_TEMPLATES } from '../render.ts';
import { type PostedAlert, postAlerts, temporaryDirectory } from './alerting.ts';
import { writeEveryKind } from './every_kind.ts';
import { startAlertmanager } from './programs.ts';
import { startMsteams, type TeamsCard } from './stand_ins/msteams.ts';
import { type PagerdutyEvent, startPagerduty } from './stand_ins/pagerduty.ts';
import { type SlackMessage, startSlack } from './stand_ins/slack.ts';
import { type SnsMessage, startSns } from './stand_ins/sns.ts';

const PROJECT = join(import.meta.dirname, '../..');

/** What every kind of receiver got of one notification. */
export interface Messages {
  readonly slack: SlackMessage;
  readonly pagerduty: PagerdutyEvent;
  readonly email: Email;
  readonly sns: SnsMessage;
  readonly msteams: TeamsCard;
}

/** An Alertmanager that tells every kind of receiver of every alert, each a stand-in as strict as the real one. */
export interface Messenger {
  readonly post: (...alerts: readonly PostedAlert[]) => Promise<void>;
  /** The messages of the next notification whose titles hold `title`, such as `[FIRING:2] HighErrorRate`, and texts `text`. */
  readonly messages: (title: string, text?: string) => Promise<Messages>;
  /** Why a stand-in refused what it got. */
  readonly refused: () => readonly string[];
  readonly stop: () => Promise<void>;
}

/** Starts a Messenger. */
export async function startMessenger(): Promise<Messenger> {
  const directory = await temporaryDirectory();
  const [slack, pagerduty, email, sns, msteams] = await Promise.all([
    startSlack(),
    startPagerduty(),
    startSmtpInbox(),
    startSns(),
    startMsteams(),
  ]);
  await copyTemplates(directory);
  const configuration = await writeEveryKind(directory, {
    slack: slack.address,
    pagerduty: pagerduty.address,
    email: email.address,
    sns: sns.address,
    msteams: msteams.address,
  });
  const alertmanager = await startAlertmanager(configuration, join(directory, 'data'), {
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  });
  const next = takingEachOnce();
  return {
    post: (...alerts) => postAlerts(alertmanager.address, alerts),
    messages: async (title, text = '') => {
      const holds = (shown = '') => shown.includes(title) && shown.includes(text);
      return {
        slack: await next(slack.accepted, ({ attachments: [shown] }) => holds(shown.title + shown.text)),
        pagerduty: await next(
          pagerduty.accepted,
          (event) => isIncident(event, title) && JSON.stringify(event).includes(text),
        ),
        email: await next(email.mails, ({ text: shown }) => holds(shown)),
        sns: await next(sns.accepted, ({ Message }) => holds(Message)),
        msteams: await next(msteams.accepted, (card) => holds(JSON.stringify(card))),
      };
    },
    refused: () => [slack, pagerduty, sns, msteams].flatMap((one) => one.refused),
    stop: async () => {
      await alertmanager.stop();
      await Promise.all([slack, pagerduty, email, sns, msteams].map((one) => one.stop()));
      await rm(directory, { recursive: true });
    },
  };
}

async function copyTemplates(directory: string): Promise<void> {
  for (const path of ALERTING_TEMPLATES) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await copyFile(join(PROJECT, path), join(directory, path));
  }
}

// A summary for a phone has no count.
function isIncident({ event_action, payload }: PagerdutyEvent, title: string): boolean {
  const [, status, count, name = ''] = /\[(FIRING|RESOLVED):(\d+)\] (.*)/.exec(title) ?? [];
  const { num_firing, num_resolved } = payload.custom_details;
  const isFiring = event_action === 'trigger' && status === 'FIRING';
  const isOver = event_action === 'resolve' && status === 'RESOLVED';
  if (!payload.summary.includes(name)) return false;
  return (isFiring && num_firing === Number(count)) || (isOver && num_resolved === Number(count));
}

function takingEachOnce() {
  const taken = new Set<unknown>();
  return async <T>(all: readonly T[], fits: (one: T) => boolean): Promise<T> => {
    const find = () => {
      const found = all.find((one) => !taken.has(one) && fits(one));
      if (found === undefined) throw new Error('No such message has come.');
      return found;
    };
    const found = await vi.waitFor(find, { timeout: 15_000, interval: 20 });
    taken.add(found);
    return found;
  };
}
