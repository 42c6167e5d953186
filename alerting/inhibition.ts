import { LABEL, SEVERITIES } from '../conventions/labels.ts';

// A rule fires also where the label it compares is absent on both sides: without this, one alert that names no
// service would silence all others that name none.
const NAMES_A_SERVICE = `${LABEL.service}=~".+"`;

/** Alerts that say nothing new while another one fires. */
export function inhibitRules() {
  const [critical, ...milder] = SEVERITIES;
  return [
    {
      source_matchers: [`${LABEL.severity}="${critical}"`, `${LABEL.signal}="error_ratio"`, NAMES_A_SERVICE],
      target_matchers: [
        `${LABEL.severity}=~"${milder.join('|')}"`,
        `${LABEL.signal}=~"error_ratio|latency"`,
        NAMES_A_SERVICE,
      ],
      equal: [LABEL.service],
    },
  ];
}
