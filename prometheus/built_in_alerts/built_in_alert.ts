import { LABEL, SELF_SERVICE, type Severity } from '../../conventions/labels.ts';
import type { Definition } from '../../definition/schema.ts';
import type { AlertingRule } from '../rule_file.ts';

/** An alert that is there whatever monitoring.yml says. Texts are templates of Prometheus. */
export interface BuiltInAlert {
  readonly name: string;
  readonly severity: Severity;
  readonly expr: string;
  readonly for?: string;
  /** goldwatch unless given; null for that of the series. */
  readonly service?: string | null;
  readonly summary: string;
  /** What is so, and what to do. */
  readonly description: string;
  /** The value and the limit alone, where there are any. */
  readonly value?: string;
  readonly threshold?: string;
  /** Labels of the dashboard's address; its beginning unless given. Null where no dashboard shows anything of it. */
  readonly dashboard?: string | null;
}

/** The rule of a built-in alert. */
export function builtInRule(
  alert: BuiltInAlert,
  { service }: Pick<Definition, 'service'>,
  dashboard: string,
): AlertingRule {
  const { name, severity, value, threshold } = alert;
  const runbook = service.runbooks?.replaceAll('{alert}', name);
  return {
    alert: name,
    expr: alert.expr,
    ...(alert.for !== undefined && { for: alert.for }),
    labels: {
      [LABEL.severity]: severity,
      ...(alert.service !== null && { [LABEL.service]: alert.service ?? SELF_SERVICE }),
    },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      ...(value !== undefined && { value }),
      ...(threshold !== undefined && { threshold }),
      ...(alert.dashboard !== null && { dashboard_url: `${dashboard}${alert.dashboard ?? ''}` }),
      ...(runbook !== undefined && { runbook_url: runbook }),
    },
  };
}

/** For how long what has happened is told. */
export const RECENTLY = '10m';

/** For how long a counter is known again that was out of sight, such as while Prometheus was away. */
const REMEMBERED = '30m';

/**
 * What a counter has grown by within ten minutes, where it has. A counter that nobody had before is as new as what it counts:
 * `increase` alone would not see the first time. One that is out of sight and comes back as it was has not grown.
 */
export function grew(counter: string): string {
  const isKnown = `${counter} == last_over_time(${counter}[${REMEMBERED}] offset ${RECENTLY})`;
  const wasAsked = `up offset ${RECENTLY} == 1`;
  const isBack = `(${isKnown} unless on (job, instance) ${wasAsked})`;
  return `increase(${counter}[${RECENTLY}]) > 0 or (${counter} > 0 unless ${counter} offset ${RECENTLY} unless ${isBack})`;
}

export const COUNT = '{{ $value | printf "%.0f" }}';
export const PERCENTAGE = '{{ $value | humanizePercentage }}';
