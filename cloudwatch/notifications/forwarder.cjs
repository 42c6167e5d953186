// Posts alarms to Slack as Alertmanager's template does (alerting/templates/slack.tmpl). AWS Lambda runs it, where the SDK is at hand; a
// template of CloudFormation holds it without comments and blanks, in which it must stay below 4 kB.
const { CloudWatchClient, DescribeAlarmHistoryCommand } = require('@aws-sdk/client-cloudwatch');
const { GetSecretValueCommand, SecretsManagerClient } = require('@aws-sdk/client-secrets-manager');

// biome-ignore lint/style/noRestrictedGlobals: It is a program of its own.
const { env } = process;
// A topic hears alarms of its own region only, and so does this.
const { AWS_REGION: region, DOMAIN: domain } = env;
const LOOKS = {
  critical: ['🔴', '#d92d20'],
  warning: ['🟠', '#f79009'],
  resolved: ['✅', '#2eb67d'],
};

let webhook;
let known = 0;

exports.handler = async ({ Records }) => {
  for (const { Sns: sns } of Records) {
    const severity = sns.TopicArn.split('-').pop();
    const alarm = alarmOf(sns.Message);
    const attachment = alarm
      ? await attachmentOf(alarm, severity)
      : look(null, clip(sns.Subject || 'Message', 150), '', { text: clip(sns.Message, 500) });
    if (attachment) await post(env[`CHANNEL_${severity}`], attachment);
  }
};

function alarmOf(text) {
  try {
    const alarm = JSON.parse(text);
    return alarm.AlarmName && alarm;
  } catch {
    return null;
  }
}

function look(kind, said, summary, rest) {
  const [emoji, color] = LOOKS[kind] || ['🔵', '#2e90fa'];
  const title = `${emoji} ${said}`;
  return { color, title, fallback: summary ? `${title}: ${summary}` : title, mrkdwn_in: ['text'], ...rest };
}

async function attachmentOf(alarm, severity) {
  const { AlarmName: name, NewStateValue: state, NewStateReason: why } = alarm;
  const isOver = state === 'OK';
  const changed = new Date(alarm.StateChangeTime);
  const begin = isOver && (await beginOf(name, changed));
  // What is new goes from INSUFFICIENT_DATA to OK as well: nothing is over.
  if (isOver && !begin && alarm.OldStateValue[0] === 'I') return;
  const isDrill = /^goldwatch drill/.test(begin ? begin.why : why);

  // cloudwatch/alarms/description.ts writes these lines.
  const [first, ...others] = (alarm.AlarmDescription || '').split('\n');
  const behind = (start) => others.find((line) => line.startsWith(start))?.slice(start.length) || '';
  const summary = clip(first, 300);
  const fires = clip(behind('Fires '), 500);
  const home = `https://${region}.console.${domain}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`;
  const links = { Runbook: behind('Runbook: '), Dashboard: behind('Dashboard: '), Alarm: home };

  const status = isOver ? 'RESOLVED:1' : state === 'ALARM' ? 'FIRING:1' : 'NO DATA';
  const at = time(changed);
  const value = !isOver && !isDrill && crossed(await reasonOf(alarm), fires);
  const text = isOver
    ? [
        summary && `Was: ${summary}`,
        begin ? `Lasted *${lasted(changed - begin.at)}*, until ${at}` : `Until ${at}`,
      ]
    : [summary && `*${summary}*`, `${value ? `${value} since` : 'Since'} ${at}`, fires && `Fires ${fires}`];
  return look(
    isOver ? 'resolved' : severity,
    `${isDrill ? '[DRILL] ' : ''}[${status}] ${[...aboutOf(name), severity].join(' · ')}`,
    summary && (isOver ? `was: ${summary}` : summary),
    {
      title_link: home,
      text: [...text, env.LABELS].filter(Boolean).join('\n'),
      actions: Object.entries(links).flatMap(([kind, link]) => {
        const url = URL.canParse(link) ? new URL(link).href.replace(/\|/g, '%7C') : '';
        return /^https?:[^"<>`]+$/.test(url) ? { type: 'button', text: kind, url } : [];
      }),
    },
  );
}

// `production-shop-ApiDown-1h`, with the service in between where it is another one: its alert and service.
function aboutOf(name) {
  const rest = name.replace(`${env.PREFIX}-`, '');
  const service = env.SERVICES.split(',').find((one) => one && rest.startsWith(`${one}-`));
  return [rest.slice(service ? service.length + 1 : 0).split('-')[0], service || env.SERVICE];
}

// `*97.4%* (limit 90%)`: the newest value, in the unit in which the description has the limit.
function crossed(why, fires) {
  const [, value, threshold] =
    /datapoints? \[(-?[\d.]+(?:E-?\d+)?) .* threshold \((-?[\d.E-]+)\)/.exec(why) || [];
  const [, limit, unit] =
    /(?:above|below|at least) (-?\d+(?:\.\d+)?)([^\s\d,.;]*)(?=[\s,.;]|$)/.exec(fires) || [];
  if (!value || !limit) return;
  const shown = +((value * limit) / threshold || +value).toPrecision(4);
  return `*${shown}${unit}* (limit ${limit}${unit})`;
}

function time(date) {
  const said = date.toISOString().replace('T', ' ').slice(0, 16);
  return `<!date^${Math.floor(date / 1000)}^{date_short_pretty} at {time}|${said} UTC>`;
}

function lasted(milliseconds) {
  const all = Math.round(milliseconds / 1000);
  const hours = Math.floor(all / 3600);
  return `${hours ? `${hours}h` : ''}${all < 60 ? '' : `${Math.floor(all / 60) % 60}m`}${all % 60}s`
    .replace(/m0s$/, 'm')
    .replace(/h0m$/, 'h');
}

// One line, without what turns the direction of text, and with what Slack reads as markup escaped.
function clip(text, most) {
  const whole = [
    ...text
      .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim(),
  ];
  const kept = whole
    .slice(0, most)
    .join('')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
  return whole[most] ? `${kept}…` : kept;
}

// Every change of an alarm's state, the newest first; none where it cannot be read.
async function changesOf(name) {
  try {
    const { AlarmHistoryItems } = await new CloudWatchClient().send(
      new DescribeAlarmHistoryCommand({
        AlarmName: name,
        AlarmTypes: ['CompositeAlarm', 'MetricAlarm'],
        HistoryItemType: 'StateUpdate',
      }),
    );
    return AlarmHistoryItems.map(({ Timestamp, HistoryData }) => ({
      at: Timestamp,
      ...JSON.parse(HistoryData).newState,
    }));
  } catch (error) {
    // biome-ignore lint/suspicious/noConsole: AWS Lambda keeps it in the log of the function.
    console.error(`No history: ${error.message}`);
    return [];
  }
}

// When what is over now began to fire, and why; nothing where it did not fire, or nobody knows.
async function beginOf(name, changed) {
  let begin;
  let isBefore;
  for (const { at, stateValue, stateReason } of await changesOf(name)) {
    // What came since, and this very change.
    if (at > +changed + 1000 || (stateValue === 'OK' && !isBefore)) continue;
    if (stateValue === 'OK') break;
    isBefore = true;
    if (stateValue === 'ALARM') begin = { at, why: stateReason };
  }
  return begin;
}

// Why a metric is beyond its limit: a composite alarm of one condition knows that only from it.
async function reasonOf({ NewStateReason, TriggeringChildren }) {
  if (TriggeringChildren?.length !== 1) return NewStateReason;
  const changes = await changesOf(TriggeringChildren[0].Arn.split(':alarm:')[1]);
  return changes.find(({ stateValue }) => stateValue === 'ALARM')?.stateReason;
}

async function post(channel, attachment) {
  if (known < Date.now() - 3e5) {
    const secret = await new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId: env.SECRET }));
    webhook = secret.SecretString.trim();
    // Whatever fetch said of a wrong one would be in the log.
    if (!/^https?:[^@]+$/.test(webhook) || !URL.canParse(webhook))
      throw new Error(`The secret ${env.SECRET} holds no address`);
    known = Date.now();
  }
  const since = known;
  known = 0;
  const response = await fetch(webhook, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel, username: 'CloudWatch', attachments: [attachment] }),
    signal: AbortSignal.timeout(8000),
  });
  if (!response.ok)
    throw new Error(`Slack answered ${response.status}: ${(await response.text()).slice(0, 200)}`);
  // Until then it may be the address that is wrong.
  known = since;
}
