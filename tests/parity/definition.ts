/** Alerts of every form that both sides have, of a service that is all simulated. */
export const EVERY_ALERT = `
service: { name: shop, environment: production }
exporter: { scrape_interval: 15s }
sources:
  - type: logs
    files: [logs/*.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
  - type: container
  - type: events
    metrics:
      - { name: orders_total, type: counter, labels: [outcome] }
      - { name: queue_length, type: gauge, labels: [kind] }
      - { name: payment_seconds, type: histogram, buckets: [0.1, 0.5, 1, 5] }
alerts:
  - { name: Down, severity: critical, signal: error_ratio, above: 90%, window: 1m, for: 2m, summary: Most requests fail. }
  - { name: Errors, severity: warning, signal: error_ratio, above: 5%, for: 5m, summary: Requests fail. }
  - { name: ErrorsAtOnce, severity: info, signal: error_ratio, above: 20%, window: 10m, for: 0s, summary: Requests fail. }
  - { name: Slow, severity: warning, signal: latency, quantile: 0.95, above: 2s, for: 5m, summary: Requests take long. }
  - { name: MuchTraffic, severity: info, signal: traffic, above: 5, for: 10m, summary: There is much traffic. }
  - { name: LittleTraffic, severity: warning, signal: traffic, below: 0.5, for: 5m, summary: There is little traffic. }
  - { name: CpuFull, severity: warning, signal: saturation, resource: cpu, above: 80%, for: 10m, summary: The CPU is full. }
  - { name: OrdersRefused, severity: warning, metric: orders_total, match: { outcome: refused }, above: 20, for: 0s, summary: Orders are refused. }
  - { name: ManyOrders, severity: info, metric: orders_total, per: minute, above: 30, for: 5m, summary: There are many orders. }
  - { name: ShareRefused, severity: warning, metric: orders_total, match: { outcome: refused }, of: orders_total, of_at_least: 20, above: 30%, for: 5m, summary: Orders are refused. }
  - { name: LongQueue, severity: warning, metric: queue_length, above: 100, for: 5m, summary: Much waits. }
  - { name: WholeQueue, severity: warning, metric: queue_length, aggregate: sum, above: 150, for: 5m, summary: Much waits. }
  - { name: EmptyQueue, severity: info, metric: queue_length, below: 1, for: 0s, summary: Nothing waits. }
  - { name: SlowPayments, severity: warning, metric: payment_seconds, quantile: 0.9, above: 1s, for: 5m, summary: Payments take long. }
  - { name: SlowOnAverage, severity: warning, metric: payment_seconds, aggregate: avg, window: 10m, above: 0.5, for: 0s, summary: Payments take long. }
mirror: { cloudwatch: { namespace: Shop, region: eu-central-1, select: [{ series: orders_total, name: Orders }] } }
cloudwatch: {}
`;

/** Objectives of every form that both sides have, of the same service; some with one alert only, since every rule takes its time. */
export const EVERY_OBJECTIVE = `
service: { name: shop, environment: production }
exporter: { scrape_interval: 30s }
sources:
  - type: logs
    files: [logs/*.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
  - type: events
    metrics: [{ name: orders_total, type: counter, labels: [outcome] }]
objectives:
  - { name: availability, signal: availability, target: 99%, window: 7d }
  - { name: latency, signal: latency, threshold: 2500ms, target: 95%, window: 7d, ticket: false }
  - { name: errors, signal: error_ratio, below: 0.5%, window: 7d, page: false }
  - { name: orders, total: orders_total, bad: 'orders_total{outcome="refused"}', target: 98%, window: 7d, ticket: false }
  - { name: taken, total: orders_total, good: 'orders_total{outcome="ok"}', target: 98%, window: 7d, page: false }
mirror: { cloudwatch: { namespace: Shop, region: eu-central-1, select: [{ series: orders_total, name: Orders }] } }
cloudwatch: {}
`;
