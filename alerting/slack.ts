import { LABEL, SEVERITIES, type Severity } from '../conventions/labels.ts';
import type { Notify } from '../definition/notify.ts';
import type { Definition } from '../definition/schema.ts';
import type { Stack } from '../definition/stack.ts';

/** A route for every severity that has a channel, from the most urgent down. */
export function slackRoutes(notify: Notify) {
  return channels(notify).map(({ severity }) => ({
    receiver: receiverName(severity),
    matchers: [`${LABEL.severity}="${severity}"`],
  }));
}

/** A receiver for every severity that has a channel; templates/slack.tmpl says what a message holds. */
export function slackReceivers({ alerts, notify, service }: Definition, stack: Stack) {
  const { slack } = notify;
  if (slack === undefined) return [];
  const runbooks = service.runbooks !== undefined || alerts.some(({ runbook }) => runbook !== undefined);
  return channels(notify).map(({ severity, channel }) => ({
    name: receiverName(severity),
    slack_configs: [
      {
        api_url_file: stack.secretFile(slack.webhook_file ?? ''),
        channel,
        send_resolved: true,
        color: template('color'),
        title: template('title'),
        title_link: template('title_link'),
        text: template('text'),
        fallback: template('fallback'),
        actions: [
          ...(runbooks ? [button('Runbook', 'runbook')] : []),
          button('Dashboard', 'dashboard'),
          button('Query', 'query'),
          button('Silence', 'silence'),
        ],
      },
    ],
  }));
}

function channels({ slack }: Notify): { severity: Severity; channel: string }[] {
  return SEVERITIES.flatMap((severity) => {
    const channel = slack?.channels[severity];
    return channel === undefined ? [] : [{ severity, channel }];
  });
}

function receiverName(severity: Severity): string {
  return `slack-${severity}`;
}

function button(text: string, name: string) {
  return { type: 'button', text, url: template(name) };
}

function template(name: string): string {
  return `{{ template "slack.goldwatch.${name}" . }}`;
}
