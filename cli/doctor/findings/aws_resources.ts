import type { FindingTexts } from './index.ts';

/** CloudFormation compares templates, not what is there: what was changed by hand it leaves as it is. */
const DEPLOY =
  'Give `npx goldwatch render`, then `sh cloudwatch/deploy.sh`; where that has nothing to change, it was changed by hand: docs/cloudwatch.md, «Set right what was changed by hand».';

/** What may be wrong with what was deployed to AWS, and with what comes there. */
export const AWS_RESOURCE_FINDINGS = {
  'aws.alarms_missing': {
    what: 'Not in CloudWatch, of {all} alarms: {names}.',
    why: 'They were not deployed since they came to be, or somebody has deleted them.',
    remedy: DEPLOY,
  },
  'aws.alarms_differ': {
    what: 'Alarms are not what {file} says: {differences}.',
    why: 'Their stack was not deployed since, or somebody has changed them by hand.',
    remedy: DEPLOY,
  },
  'aws.alarm_actions_disabled': {
    what: 'The actions of alarms are switched off: {names}.',
    why: 'Somebody has done so, perhaps during a deployment: they change their state, and tell nobody.',
    remedy: 'Give `aws cloudwatch enable-alarm-actions --alarm-names {names}`.',
  },
  'aws.alarms_without_data': {
    what: 'Alarms have had no data for more than an hour: {names}.',
    why: 'Their metrics do not come: the namespace, a dimension or the region is another one, or nobody sends them.',
    remedy:
      'Compare their metrics with those in the console under the same region; `goldwatch alert test NAME --cloudwatch` tries what lies behind an alarm.',
  },
  'aws.dashboards_missing': {
    what: 'Not in CloudWatch, of {all} dashboards: {names}.',
    why: 'They were not deployed, or not to this region and account.',
    remedy: DEPLOY,
  },
  'aws.dashboards_differ': {
    what: 'Dashboards are not what {file} says: {names}.',
    why: 'Their stack was not deployed since, or somebody has changed them in the console.',
    remedy: DEPLOY,
  },
  'aws.alarms_left_behind': {
    what: 'Alarms are in CloudWatch that {file} no longer has: {names}.',
    why: 'An alert or a service was removed, and their stack is still as it was: they go on firing, and cost.',
    remedy:
      'Give `npx goldwatch render`, then `sh cloudwatch/deploy.sh`; where a whole service is gone, `aws cloudformation delete-stack --stack-name {stack}`.',
  },
  'aws.dashboards_left_behind': {
    what: 'Dashboards are in CloudWatch that {file} no longer has: {names}.',
    why: 'A service or what fed them was removed, and their stack is still as it was: they show nothing, and cost.',
    remedy:
      'Give `npx goldwatch render`, then `sh cloudwatch/deploy.sh`; what is left then, `aws cloudwatch delete-dashboards --dashboard-names {all}` deletes.',
  },
  'aws.topic_missing': {
    what: 'The topic {topic} is not there: nobody is told of alarms that are {severity}.',
    why: 'The stack of notifications was not deployed, or not to this region and account.',
    remedy: DEPLOY,
  },
  'aws.subscription_pending': {
    what: 'A subscription of {topic} waits to be confirmed: {endpoint}.',
    why: 'SNS sends nothing until whoever has that address has followed the link in its first message.',
    remedy:
      'Follow the link in the mail «AWS Notification - Subscription Confirmation»; the console of SNS sends another one («Request confirmation»).',
  },
  'aws.subscriptions_missing': {
    what: 'The topic {topic} tells {has} of {wanted} who are to hear of it.',
    why: 'The stack of notifications was not deployed since, or somebody has unsubscribed.',
    remedy: DEPLOY,
  },
  'aws.secret_missing': {
    what: 'The secret {secret} is not in Secrets Manager: nothing reaches {receiver}.',
    why: 'No template has it, for nobody is to read it there.',
    remedy: 'Give `aws secretsmanager create-secret --name {secret} --secret-string file://FILE`.',
  },
  'aws.log_group_missing': {
    what: 'The log group {group} is not there: lines for it are lost.',
    why: 'The stack of logs was not deployed, or whoever is to make it never ran.',
    remedy:
      'Give `npx goldwatch render`, then `sh cloudwatch/deploy.sh`; where it was deleted by hand, `aws logs create-log-group --log-group-name {group}`; with `exists: true`, start whoever makes it.',
  },
  'aws.log_group_retention': {
    what: 'The log group {group} keeps lines {has}, not {wanted}.',
    why: 'Somebody has changed it, or it was there before: lines go too early, or cost too long.',
    remedy:
      'Give `aws logs put-retention-policy --log-group-name {group} --retention-in-days {days}`; where monitoring.yml has changed, `npx goldwatch render`, then `sh cloudwatch/deploy.sh`.',
  },
  'aws.log_group_silent': {
    what: 'The log group {group} has got no line {since}.',
    why: 'The application does not log there: its agent or handler is not set up, or may not do logs:CreateLogStream and logs:PutLogEvents.',
    remedy:
      'Allow logs:CreateLogStream and logs:PutLogEvents on {group} to whoever writes to it, and look at its own log for refusals.',
  },
  'aws.saved_queries_differ': {
    what: 'Saved queries are not what {file} says: {differences}.',
    why: 'The stack of logs was not deployed since, or somebody has changed them in the console.',
    remedy: DEPLOY,
  },
  'aws.metric_filters_differ': {
    what: 'Metric filters are not what {file} says: {differences}.',
    why: 'The stack of logs was not deployed since, or somebody has changed them by hand.',
    remedy: DEPLOY,
  },
  'aws.no_metrics': {
    what: 'CloudWatch has no metric in {namespace}.',
    why: 'Nothing was ever sent to it in this region and account, or nothing within two weeks.',
    remedy:
      'Compare `namespace` and `region` under `mirror.cloudwatch`; `npx goldwatch mirror --once --dry-run` shows what would be sent.',
  },
  'aws.metrics_silent': {
    what: 'No new datapoint, of {all} mirrored metrics: {names}.',
    why: 'The exporter does not send them: it does not run, its mirror is held up, or the budget leaves them out.',
    remedy: 'See the checks of the exporter and its mirror above.',
  },
} as const satisfies Readonly<Record<string, FindingTexts>>;
