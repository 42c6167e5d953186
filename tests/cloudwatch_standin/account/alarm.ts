/** States of an alarm, as the API writes them. */
export const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type StateValue = (typeof STATES)[number];

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON; undefined for none. */
  readonly reasonData: string | undefined;
  /** When it was set last, in milliseconds since 1970, … */
  readonly updatedAt: number;
  /** … and when its value changed last. */
  readonly changedAt: number;
}

/** An alarm as it was deployed. Properties are those of CloudFormation, resolved; the API calls them the same. */
export interface Alarm {
  readonly kind: 'metric' | 'composite';
  readonly name: string;
  readonly arn: string;
  readonly properties: AlarmProperties;
  /** Milliseconds since 1970. */
  readonly configuredAt: number;
  state: AlarmState;
  /** What an evaluation finds of a metric alarm. */
  actual: StateValue;
}

/** What the stand-in reads of an alarm's properties; the others go through as they are. */
export interface AlarmProperties {
  readonly AlarmDescription?: string;
  readonly ActionsEnabled?: boolean;
  readonly AlarmActions?: readonly string[];
  readonly OKActions?: readonly string[];
  readonly InsufficientDataActions?: readonly string[];
  readonly AlarmRule?: string;
  readonly ActionsSuppressor?: string;
  readonly [property: string]: unknown;
}

/** What an alarm does when it comes into a state, as ARNs. */
export function actionsOf({ properties }: Alarm, state: StateValue): readonly string[] {
  const { AlarmActions = [], OKActions = [], InsufficientDataActions = [] } = properties;
  return { ALARM: AlarmActions, OK: OKActions, INSUFFICIENT_DATA: InsufficientDataActions }[state];
}
