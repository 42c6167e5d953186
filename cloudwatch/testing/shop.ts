import { loadDefinition } from '../../definition/load.ts';
import type { Definition } from '../../definition/schema.ts';

/** A shop that tells everybody whom one may tell; `cloudwatch` is the section of that name, as YAML. */
export function shop(cloudwatch?: string): Definition {
  return loadDefinition(shopText(cloudwatch), 'monitoring.yml', {});
}

/** Its monitoring.yml. */
export function shopText(cloudwatch = "{ tags: { cost-centre: '42' } }"): string {
  return `${SHOP}cloudwatch: ${cloudwatch}\n`;
}

const SHOP = `
service: { name: shop, environment: production, owner: payments, runbooks: 'https://wiki.example.com/runbooks/{alert}' }
sources:
  - { type: container }
  - type: logs
    files: [/var/log/shop/*.json]
    golden_signals: { method: $.method, route: $.route, status: $.status, duration_ms: $.duration_ms }
  - type: logs
    name: checkout
    service: checkout
    files: [/var/log/checkout/*.json]
    golden_signals: { method: $.method, route: $.route, status: $.status, duration_ms: $.duration_ms }
mirror: { cloudwatch: { namespace: Shop/Api, region: eu-central-1, select: [] } }
objectives:
  - { name: availability, signal: availability, target: 99.9%, window: 30d }
alerts:
  - { name: ApiDown, severity: critical, signal: error_ratio, above: 90%, for: 2m, summary: The API answers almost every request with an error. }
  - { name: HighLatency, severity: warning, signal: latency, quantile: 0.95, above: 2s, for: 5m, summary: Requests take too long. }
  - { name: ManyRequests, severity: info, signal: traffic, above: 100, for: 5m, summary: Much is asked. }
notify:
  slack: { webhook_file: secrets/slack, channels: { critical: '#alerts', warning: '#monitoring', info: '#monitoring' } }
  pagerduty: { routing_key_file: secrets/pagerduty }
  email:
    smarthost: smtp.example.com:587
    from: alerts@example.com
    to: { critical: ops@example.com, warning: [dev@example.com, qa@example.com] }
  sns: { topic_arn: 'arn:aws:sns:eu-central-1:123456789012:incidents' }
`;
