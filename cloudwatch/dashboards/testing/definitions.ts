import { loadDefinition } from '../../../definition/load.ts';
import type { Definition } from '../../../definition/schema.ts';

function load(text: string): Definition {
  return loadDefinition(text, 'monitoring.yml', {});
}

/** A service without anything but what is always there; for tests. */
export const plainService = load(`
service: { name: shop, environment: production }
sources:
  - { type: logs, files: [/var/log/shop.json], golden_signals: { method: $.method, route: $.route, status: $.status, duration_ms: $.ms } }
mirror:
  cloudwatch: { namespace: Shop, region: eu-central-1, select: [{ series: goldwatch_series }] }
cloudwatch: {}
`);

/** Two services with everything that has a place on a dashboard; for tests. */
export const everything = load(`
service: { name: shop, environment: production, runbooks: 'https://wiki.example.com/{alert}' }
sources:
  - type: logs
    name: shop
    format: json
    files: [/var/log/shop.json]
    golden_signals: { method: $.method, route: $.route, status: $.status, duration_ms: $.ms }
    metrics:
      - { name: payments_failed_total, type: counter, help: Failed payments., pattern: '{ $.event = "payment_failed" }' }
      - { name: sign_ins_total, type: counter, help: Sign-ins., pattern: '{ $.event = "sign_in" }', labels: { tenant: $.tenant } }
      - { name: queue_length, type: gauge, help: Queue., pattern: '{ $.queue >= 0 }', value: $.queue }
      - { name: render_ms, type: histogram, help: Rendering., pattern: '{ $.render_ms >= 0 }', value: $.render_ms }
  - { type: logs, name: pay, service: pay.v2, files: [/var/log/pay.json], golden_signals: { method: $.method, route: $.route, status: $.status, duration_ms: $.ms } }
  - { type: container, service: shop }
objectives:
  - { name: availability, signal: availability, target: 99.9%, window: 30d }
  - { name: latency, signal: latency, threshold: 2s, target: 95%, window: 7d }
  - { name: payments, service: shop, total: http_requests_total, bad: payments_failed_total, target: 99% }
alerts:
  - { name: ApiDown, severity: critical, signal: error_ratio, above: 90%, for: 2m, summary: Nothing works. }
  - { name: HighErrorRate, severity: warning, signal: error_ratio, above: 5%, window: 10m, summary: Much fails. }
  - { name: HighLatency, severity: warning, signal: latency, quantile: 0.95, above: 2s, summary: Too slow. }
  - { name: SlowForSome, severity: info, signal: latency, quantile: 0.9, above: 500ms, summary: Slow. }
  - { name: NoTraffic, severity: warning, signal: traffic, below: 0.1, summary: Nobody asks. }
  - { name: MemoryFull, severity: warning, signal: saturation, resource: memory, above: 80%, summary: Memory runs out. }
  - { name: PaymentsFail, severity: critical, metric: payments_failed_total, above: 10, window: 5m, summary: Payments fail. }
  - { name: LambdaErrors, severity: warning, for: 5m, summary: Functions fail., aws: { namespace: AWS/Lambda, metric: Errors, statistic: Sum, above: 5 } }
  - { name: ModelsUnusual, severity: info, for: 5m, summary: Unusual., aws: { namespace: AWS/Bedrock, metric: Invocations, statistic: Sum, anomaly: { band: 3, side: both } } }
  - { name: UnhealthyTargets, severity: critical, for: 1m, summary: Targets are unhealthy., aws: { namespace: AWS/ApplicationELB, metric: UnHealthyHostCount, statistic: Maximum, period: 1m, at_least: 1 } }
mirror:
  cloudwatch:
    namespace: Shop/Api
    region: eu-central-1
    dimensions: { environment: production }
    select:
      - { series: http_request_duration_seconds, dimensions: [route] }
      - { series: 'http_requests_total{status=~"5.."}', name: ServerErrors, dimensions: [route] }
      - { series: queue_length }
      - { series: payments_failed_total }
      - { series: sign_ins_total, dimensions: [tenant] }
    budget: { metrics: 200 }
cloudwatch:
  resources:
    ecs: [{ cluster: main, service: shop }, { cluster: main, service: pay }]
    load_balancers: [{ load_balancer: app/shop/50dc6c495c0c9188, target_groups: [targetgroup/shop/73e2d6bc24d8a067] }]
    lambda: [resize, mail]
    bedrock: [anthropic.claude-sonnet-4]
    rds: [shop-db]
    efs: [fs-0123456789abcdef0]
  logs:
    groups: [{ name: /shop/application, source: shop }]
  heartbeats: [{ name: api, url: 'https://shop.example.com/health' }]
`);
