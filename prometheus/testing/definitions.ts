/** A definition with alerts of every form, and in each the settings that change how it is rendered. */
export const EVERY_ALERT = `
service: { name: demo-api, environment: staging, runbooks: "https://wiki.example.com/runbooks/{alert}" }
sources:
  - type: logs
    files: [logs/*.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
  - { type: container, service: payments }
  - { type: llm }
alerts:
  - { name: Errors, severity: critical, signal: error_ratio, above: 5%, summary: Requests fail. }
  - { name: ErrorsOfOne, severity: warning, signal: error_ratio, service: payments, window: 90s, above: 0.1%, for: 90s, summary: Requests fail. }
  - { name: Latency, severity: warning, signal: latency, quantile: 0.95, above: 2s, summary: Requests take long. }
  - { name: LatencyOfOne, severity: info, signal: latency, service: payments, quantile: 0.999, window: 1h30m, above: 250ms, summary: Requests take long. }
  - { name: TrafficAbove, severity: info, signal: traffic, above: 1000, summary: There is much traffic. }
  - { name: TrafficBelow, severity: critical, signal: traffic, below: 0.5, for: 10m, summary: There is little traffic. }
  - { name: TrafficOfOne, severity: critical, signal: traffic, service: payments, below: 1, summary: There is little traffic. }
  - { name: Memory, severity: warning, signal: saturation, resource: memory, above: 80%, summary: Memory runs out. }
  - { name: EventLoop, severity: warning, signal: saturation, service: payments, resource: event_loop, above: 70%, summary: The event loop is busy. }
  - { name: MemoryWithoutData, severity: warning, signal: saturation, resource: memory, above: 90%, no_data: alert, keep_firing_for: 10m, summary: Memory runs out. }
  - { name: MetricGrown, severity: warning, metric: llm_errors_total, match: { model: ["a", "b|c"] }, above: 10, for: 0s, no_data: alert, summary: Calls fail. }
  - { name: MetricPerMinute, severity: info, metric: llm_tokens_total, by: [model, kind], per: minute, above: 10000, summary: Many tokens. }
  - { name: MetricShare, severity: warning, metric: llm_throttles_total, of: llm_calls_total, of_at_least: 20, above: 5%, summary: Calls are refused. }
  - { name: MetricQuantile, severity: warning, metric: llm_call_duration_seconds, quantile: 0.99, above: 5s, summary: Calls are slow. }
  - { name: MetricAverage, severity: warning, metric: llm_call_duration_seconds, aggregate: avg, window: 10m, above: 2.5, summary: Calls are slow. }
  - { name: MetricGauge, severity: info, metric: llm_conversations, service: demo-api, below: 1, summary: Nobody talks. }
  - { name: ExpressionAbove, severity: info, promql: 'sum by (service) (rate(http_requests_total[5m])) * 60', above: 10000, summary: Many. }
  - { name: ExpressionBelow, severity: info, promql: time() - goldwatch_source_last_success_timestamp_seconds, below: -5, summary: A clock is off. }
  - name: Everything
    severity: info
    promql: |
      # Requests that were refused, by route
      sum by (service, route) (rate(http_requests_total{status="429"}[5m]))
        or on ()  # nothing was refused
      vector(0)
    above: 0.1
    for: 1h
    summary: "Requests to {{ $labels.route }} are refused: \\"too many\\"."
    description: '{{ $value | humanize }} a second # not a comment'
    runbook: https://wiki.example.com/refused?a=1&b=2#top
    labels: { team: "on", tier: "007", note: "a: b # c", nothing: "~", since: "2026-01-01" }
`;

/** A definition with objectives of every form, of services that goldwatch watches and that Prometheus scrapes, over every period. */
export const EVERY_OBJECTIVE = `
service: { name: demo-api, owner: platform, runbooks: "https://wiki.example.com/runbooks/{alert}" }
sources:
  - type: logs
    files: [logs/*.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
  - type: events
    service: shop
    metrics:
      - { name: orders_total, type: counter, labels: [outcome] }
  - { type: scrape, service: web, targets: ["http://127.0.0.1:8000/metrics"], golden_signals: promhttp }
objectives:
  - { name: availability, signal: availability, target: 99.9% }
  - { name: latency, signal: latency, threshold: 250ms, target: 95%, window: 28d }
  - { name: errors, signal: error_ratio, service: web, below: 1%, window: 7d }
  - { name: throughput, signal: traffic, service: demo-api, at_least: 100, target: 99%, window: 28d }
  - { name: orders, total: orders_total, good: 'orders_total{outcome="ok"}', target: 85%, window: 90d, ticket: false }
  - name: refused_orders
    total: 'orders_total{outcome!=""}'
    bad: 'orders_total{outcome=~"refused|\\"lost\\""}'
    target: 50%
    minimum_events: 20
    page: warning
    description: "Orders are refused {{ $value }} times too often # not a comment"
    runbook: https://wiki.example.com/orders?a=1&b=2#top
    labels: { tier: "007" }
`;
