import {
  type CloudwatchMirrorSettings,
  cloudwatchMirrorSettings,
} from '../exporter/outputs/cloudwatch_mirror/settings.ts';

/** What is mirrored where the definition does not say: the golden signals of every service. */
const GOLDEN_SIGNALS = {
  namespace: 'Goldwatch/Demo',
  region: 'us-east-1',
  interval: '10s',
  select: [
    { series: 'http_requests_total', name: 'Requests', dimensions: ['service'] },
    {
      series: 'http_requests_total{status=~"5.."}',
      name: 'ServerErrors',
      dimensions: ['service'],
      idle: 'zero',
    },
    { series: 'http_request_duration_seconds', name: 'Latency', dimensions: ['service', 'route'] },
    { series: 'saturation_ratio', name: 'Saturation', dimensions: ['service', 'resource'] },
  ],
};

/** The definition's mirror, or one of the golden signals, to another CloudWatch: the stand-in. */
export function mirrorTo(
  endpoint: string,
  own: CloudwatchMirrorSettings | null,
): CloudwatchMirrorSettings & { readonly region: string } {
  const {
    profile: _profile,
    assume_role: _role,
    ...settings
  } = own ?? cloudwatchMirrorSettings.parse(GOLDEN_SIGNALS);
  return { ...settings, region: settings.region ?? GOLDEN_SIGNALS.region, endpoint };
}
