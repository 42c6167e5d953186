import { LABEL, SEVERITIES } from '../conventions/labels.ts';
import type { Notify } from '../definition/notify.ts';
import type { Definition } from '../definition/schema.ts';
import { blindnessRules } from './blindness.ts';
import { matcher, present } from './matchers.ts';
import { silencing } from './silencing.ts';

/** A rule of Alertmanager: while a source fires, targets that equal it in some labels are silent. */
export interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal?: readonly string[];
}

const [CRITICAL] = SEVERITIES;
// A rule fires also where a label it compares is absent on both sides: without this, one alert that names no service
// would silence all others that name none.
const NAMES_A_SERVICE = present(LABEL.service);
const FAILURES = ['error_ratio', 'availability'];

/**
 * Alerts that say nothing new while another one fires. Only a more urgent alert silences, and no critical one is ever
 * silent, so that no two silence each other.
 */
export function inhibitRules(definition: Definition): InhibitRule[] {
  const { notify } = definition;
  const { sources, milder } = silencing(notify, CRITICAL);
  const isMilder = matcher(LABEL.severity, milder);
  const ofCritical: InhibitRule[] = [
    {
      source_matchers: [...sources, matcher(LABEL.signal, FAILURES), NAMES_A_SERVICE],
      target_matchers: [isMilder, matcher(LABEL.signal, [...FAILURES, 'latency']), NAMES_A_SERVICE],
      equal: [LABEL.service],
    },
    ...blindnessRules(definition, { sources, milder }),
  ];
  return [
    ...milderOfTheSame(notify, LABEL.signal, [LABEL.service, LABEL.signal, LABEL.resource]),
    ...milderOfTheSame(notify, LABEL.objective, [LABEL.service, LABEL.objective]),
    ...(milder.length === 0 ? [] : ofCritical),
  ];
}

// A resource may be missing, which is the same on both sides; another resource of the service is another matter.
function milderOfTheSame(notify: Notify, label: string, equal: readonly string[]): InhibitRule[] {
  return SEVERITIES.flatMap((severity) => {
    const { sources, milder } = silencing(notify, severity);
    if (milder.length === 0) return [];
    return [
      {
        source_matchers: [...sources, present(label), NAMES_A_SERVICE],
        target_matchers: [matcher(LABEL.severity, milder), present(label), NAMES_A_SERVICE],
        equal,
      },
    ];
  });
}
