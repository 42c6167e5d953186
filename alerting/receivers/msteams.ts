import type { Msteams } from '../../definition/notify/receivers.ts';
import { isCurrent, type ReceiverContext, template } from './context.ts';

/** What a message to Microsoft Teams depends on. */
export interface MsteamsOptions {
  readonly settings: Msteams;
  readonly context: ReceiverContext;
}

/** One entry of `msteamsv2_configs`, which Alertmanager knows since 0.28: null where it is older. */
export function msteamsConfig({ settings, context }: MsteamsOptions) {
  if (!isCurrent(context)) return null;
  return {
    webhook_url_file: context.stack.secretFile(settings.webhook_file),
    send_resolved: true,
    title: template('msteams.goldwatch.title'),
    text: template('msteams.goldwatch.text'),
  };
}
