/** A definition with alerts of every form, and in each the settings that change how it is rendered. */
export const EVERY_ALERT = `
service: { name: demo-api, environment: staging, runbooks: "https://wiki.example.com/runbooks/{alert}" }
sources:
  - type: logs
    files: [logs/*.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
  - { type: container, service: payments }
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
