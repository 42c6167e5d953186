import { expect, test } from 'vitest';
import { renderAlerting } from '../alerting/render.ts';
import { renderAlertTests } from '../prometheus/alert_tests.ts';
import { renderPrometheus } from '../prometheus/render.ts';
import { exporterSettingsOf } from './exporter_settings.ts';
import { cloudwatchAlerts, prometheusAlerts, prometheusHalf } from './sides.ts';
import { composeStack } from './stack.ts';
import { load } from './testing.ts';

const BOTH = load(`
service: { name: shop }
sources:
  - type: logs
    files: [access.json]
    golden_signals: { method: $.method, route: $.route, status: $.status, duration_ms: $.ms }
objectives:
  - { name: everywhere, signal: availability, target: 99% }
  - { name: aws_only, signal: latency, threshold: 1700ms, target: 95%, only: cloudwatch }
  - { name: prometheus_only, signal: availability, target: 99.9%, only: prometheus }
alerts:
  - { name: Everywhere, severity: info, signal: error_ratio, above: 5%, summary: It fails. }
  - { name: InPrometheus, severity: info, signal: error_ratio, above: 6%, only: prometheus, summary: It fails. }
  - { name: InCloudwatch, severity: info, signal: latency, above: 1300ms, only: cloudwatch, summary: It is slow. }
  - AwsLambdaErrors
cloudwatch:
  resources: { lambda: [actions] }
`);

const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);

test('each side has what is not of the other alone', () => {
  expect(names(prometheusAlerts(BOTH))).toEqual(['Everywhere', 'InPrometheus']);
  expect(names(cloudwatchAlerts(BOTH))).toEqual(['Everywhere', 'InCloudwatch', 'AwsLambdaErrors']);
  expect(names(prometheusHalf(BOTH).objectives)).toEqual(['everywhere', 'prometheus_only']);
});

test('without `cloudwatch` there is nothing in CloudWatch', () => {
  expect(cloudwatchAlerts({ ...BOTH, cloudwatch: undefined })).toEqual([]);
});

test('no file of Prometheus or Alertmanager names what is only in CloudWatch', () => {
  const files = [
    ...renderPrometheus(BOTH, composeStack),
    ...renderAlerting(BOTH, composeStack),
    ...renderAlertTests(BOTH, composeStack).files,
  ];
  const text = files.map((file) => file.text).join('\n');
  expect(text).toContain('Everywhere');
  expect(text).toContain('PrometheusOnly');
  expect(text).not.toMatch(/InCloudwatch|AwsLambdaErrors|aws_only|AwsOnly/);
});

test('the status page tells of what Prometheus has, and buckets end at the thresholds of both sides', () => {
  const { status, latencyBuckets } = exporterSettingsOf(BOTH, '/');
  expect(status.objectives.map(({ objective }) => objective)).toEqual(['everywhere', 'prometheus_only']);
  expect(status.limits.map(({ signal }) => signal)).toEqual(['error_ratio']);
  expect(latencyBuckets).toEqual(expect.arrayContaining([1.3, 1.7]));
});
