import { LABEL, SEVERITIES } from '../conventions/labels.ts';
import type { Definition } from '../definition/schema.ts';
import { blindnessRules } from './blindness.ts';
import { matcher, present } from './matchers.ts';

/** A rule of Alertmanager: while a source fires, targets that equal it in some labels are silent. */
export interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal?: readonly string[];
}

const [CRITICAL, ...MILDER] = SEVERITIES;
const IS_CRITICAL = matcher(LABEL.severity, [CRITICAL]);
const IS_MILDER = matcher(LABEL.severity, MILDER);
// A rule fires also where a label it compares is absent on both sides: without this, one alert that names no service
// would silence all others that name none.
const NAMES_A_SERVICE = present(LABEL.service);
const FAILURES = ['error_ratio', 'availability'];

/**
 * Alerts that say nothing new while another one fires. Only a more urgent alert silences, and no critical one is ever
 * silent, so that no two silence each other.
 */
export function inhibitRules(definition: Definition): InhibitRule[] {
  return [
    ...milderOfTheSame(LABEL.signal, [LABEL.service, LABEL.signal, LABEL.resource]),
    ...milderOfTheSame(LABEL.objective, [LABEL.service, LABEL.objective]),
    {
      source_matchers: [IS_CRITICAL, matcher(LABEL.signal, FAILURES), NAMES_A_SERVICE],
      target_matchers: [IS_MILDER, matcher(LABEL.signal, [...FAILURES, 'latency']), NAMES_A_SERVICE],
      equal: [LABEL.service],
    },
    ...blindnessRules(definition),
  ];
}

// A resource may be missing, which is the same on both sides; another resource of the service is another matter.
function milderOfTheSame(label: string, equal: readonly string[]): InhibitRule[] {
  return SEVERITIES.slice(0, -1).map((severity, index) => ({
    source_matchers: [matcher(LABEL.severity, [severity]), present(label), NAMES_A_SERVICE],
    target_matchers: [matcher(LABEL.severity, SEVERITIES.slice(index + 1)), present(label), NAMES_A_SERVICE],
    equal,
  }));
}
