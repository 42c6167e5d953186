import { type Alerting, eventually } from './alerting.ts';

/** The part of a message to Slack that tests read. */
export interface SlackMessage {
  readonly channel: string;
  readonly attachments: readonly [SlackAttachment];
}

export interface SlackAttachment {
  readonly title: string;
  readonly text: string;
  readonly actions: readonly { readonly text: string; readonly url?: string }[];
}

/** The first message to Slack whose title holds `title` and whose text holds `text`. */
export async function slackMessage({ slack }: Alerting, title: string, text = ''): Promise<SlackMessage> {
  const find = () =>
    slack.requests
      .map(({ body }) => body as SlackMessage)
      .find(({ attachments: [shown] }) => shown.title.includes(title) && shown.text.includes(text));
  await eventually(find).toBeDefined();
  return find() as SlackMessage;
}

/** An alert as prometheus/ renders it. */
export const HIGH_ERROR_RATE = {
  labels: {
    alertname: 'HighErrorRate',
    environment: 'staging',
    service: 'demo-api',
    severity: 'warning',
    signal: 'error_ratio',
  },
  annotations: {
    summary: 'Too many requests fail.',
    description: '12.3% of the requests to demo-api failed over 5m; the limit is 5%.',
    runbook_url: 'https://wiki.example.com/HighErrorRate',
    dashboard_url: 'https://grafana.example.com/d/goldwatch-golden-signals?var-service=demo-api&from=now-1h',
  },
  startsAt: '2025-11-21T03:12:00Z',
  endsAt: '2099-01-01T00:00:00Z',
  generatorURL: 'https://prometheus.example.com/graph?g0.expr=errors+%3E+0.05&g0.tab=1',
} as const;

/** A definition that sends alerts of every severity to Slack at once. */
export const SLACK_AT_ONCE = `
service: { name: demo-api, runbooks: "https://wiki.example.com/{alert}" }
notify:
  group_wait: 1ms
  group_interval: 1s
  slack:
    webhook_file: secrets/slack_webhook_url
    channels: { critical: "#alerts", warning: "#monitoring", info: "#monitoring" }
`;
