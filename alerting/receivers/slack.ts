import type { Slack } from '../../definition/notify/slack.ts';
import { isCurrent, type ReceiverContext, template } from './context.ts';

// https://docs.slack.dev/reference/methods/chat.postMessage
const POST_MESSAGE = 'https://slack.com/api/chat.postMessage';

// Not among the templates, which Alertmanager 0.25 reads as a whole: it has no `since`.
const FIRING_FOR =
  '{{ if .Alerts.Firing }}{{ $from := (index .Alerts.Firing 0).StartsAt }}' +
  '{{ range .Alerts.Firing }}{{ if .StartsAt.Before $from }}{{ $from = .StartsAt }}{{ end }}{{ end }}' +
  'Firing for {{ (since $from).Round 1000000000 | humanizeDuration }}{{ end }}';

/** What a message to Slack depends on. */
export interface SlackOptions {
  readonly settings: Slack;
  readonly channel: string;
  readonly context: ReceiverContext;
  /** Whether the end of an alert is told, too; it is unless this says no. */
  readonly sendResolved?: boolean;
  /**
   * Whether a bot may edit a message where there is news of its alerts; not unless this says so, because Slack tells
   * nobody of an edit.
   */
  readonly isEdited?: boolean;
}

/** One entry of `slack_configs`; templates/slack.tmpl says what a message holds. */
export function slackConfig({
  settings,
  channel,
  context,
  sendResolved = true,
  isEdited = false,
}: SlackOptions) {
  return {
    ...credentials(settings, context, isEdited),
    channel,
    send_resolved: sendResolved,
    color: template('goldwatch.color'),
    title: template('slack.goldwatch.title'),
    title_link: template('goldwatch.alerts_url'),
    text: template('slack.goldwatch.text'),
    fallback: template('slack.goldwatch.fallback'),
    ...(isCurrent(context) && { footer: FIRING_FOR }),
    actions: [
      ...(context.hasRunbooks ? [button('Runbook', 'goldwatch.runbook_url')] : []),
      button('Dashboard', 'goldwatch.dashboard_url'),
      button('Query', 'goldwatch.query_url'),
      button('Silence', 'goldwatch.silence_url'),
    ],
  };
}

function credentials({ webhook_file, bot_token_file }: Slack, context: ReceiverContext, isEdited: boolean) {
  const { secretFile } = context.stack;
  if (bot_token_file === undefined) return { api_url_file: secretFile(webhook_file ?? '') };
  return {
    api_url: POST_MESSAGE,
    http_config: { authorization: { type: 'Bearer', credentials_file: secretFile(bot_token_file) } },
    ...(isEdited && isCurrent(context) && { update_message: true }),
  };
}

// A button without an address is not shown.
function button(text: string, url: string) {
  return { type: 'button', text, url: template(url) };
}
