/** What the parts of CloudWatch beside metrics and PutMetricData cost in one region, in US dollars; no free tier. */
export interface CloudwatchPrices {
  readonly region: string;
  /** When the prices were looked up, and where. */
  readonly date: string;
  readonly source: string;
  /** A month of an alarm, for each metric that it looks at: by the minute, … */
  readonly alarmMetric: number;
  /** … and by 10, 20 or 30 seconds. */
  readonly fastAlarmMetric: number;
  /** How many metrics an anomaly band is, beside those that it is about: its upper and its lower end. */
  readonly bandMetrics: number;
  readonly compositeAlarm: number;
  readonly dashboard: number;
  /** Dashboards of an account that cost nothing: the one free tier that is counted, since it never ends. */
  readonly freeDashboards: number;
  /** Most metrics of such a dashboard. */
  readonly freeDashboardMetrics: number;
  /** A gigabyte that is written to a log group. */
  readonly logsIngested: number;
  /** A gigabyte that a log group keeps for a month. */
  readonly logsKept: number;
  /** A run of a canary. */
  readonly canaryRun: number;
  /** A gigabyte through Firehose. */
  readonly firehose: number;
  /** A gigabyte for a month in S3 Standard, … */
  readonly s3: number;
  /** … and in S3 Glacier Flexible Retrieval. */
  readonly glacier: number;
  /** A key of KMS for a month. */
  readonly key: number;
  /** A secret in Secrets Manager for a month. */
  readonly secret: number;
}

/**
 * Prices as data, to be corrected here when AWS changes them; those of metrics and their requests are the mirror's. Not listed is what
 * comes to less than a cent a month here: SNS ($2 for 100 000 mails, $0.60 for a million HTTPS calls), Lambda ($0.20 for a million calls),
 * requests to S3, KMS and Secrets Manager. EventBridge takes nothing for events of AWS's own.
 */
export const CLOUDWATCH_PRICES: CloudwatchPrices = {
  region: 'us-east-1',
  date: '2026-11',
  source:
    'https://aws.amazon.com/cloudwatch/pricing/ and the pages of SNS, Firehose, S3, KMS and Secrets Manager, by way of third parties that quote them and the Price List API',
  alarmMetric: 0.1,
  fastAlarmMetric: 0.3,
  bandMetrics: 2,
  compositeAlarm: 0.5,
  dashboard: 3,
  freeDashboards: 3,
  freeDashboardMetrics: 50,
  logsIngested: 0.5,
  logsKept: 0.03,
  canaryRun: 0.0012,
  firehose: 0.029,
  s3: 0.023,
  glacier: 0.0036,
  key: 1,
  secret: 0.4,
};
