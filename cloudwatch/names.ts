import type { Definition } from '../definition/schema.ts';

/** What all names in AWS begin with: `production-shop`, unless the definition says otherwise. */
export function prefixOf({ cloudwatch, service }: Pick<Definition, 'cloudwatch' | 'service'>): string {
  return cloudwatch?.prefix ?? allowed(`${service.environment}-${service.name}`);
}

/** The name of an alarm: `production-shop-ApiDown`, with the service between them where it is another one. */
export function alarmName(
  definition: Pick<Definition, 'cloudwatch' | 'service'>,
  { alert, service, part }: AlarmNameParts,
): string {
  const its = service === definition.service.name ? [] : [service];
  return [prefixOf(definition), ...its, alert, ...(part === undefined ? [] : [part])].join('-');
}

export interface AlarmNameParts {
  /** The alert, or the alert of an objective, in CamelCase. */
  readonly alert: string;
  readonly service: string;
  /** What tells several alarms of one alert apart: `condition`, `1h`, a resource. */
  readonly part?: string | undefined;
}

/** A text as a logical identifier of CloudFormation, which takes letters and digits only. */
export function logicalId(...parts: readonly string[]): string {
  return parts
    .flatMap((part) => part.split(/[^A-Za-z0-9]+/))
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

function allowed(text: string): string {
  return text.replace(/[^A-Za-z0-9-]+/g, '-');
}

/** The name of the dashboard of a service's golden signals; dashboards take letters, digits, "-" and "_". */
export function goldenSignalsDashboard(
  definition: Pick<Definition, 'cloudwatch' | 'service'>,
  service: string,
): string {
  return allowed(`${prefixOf(definition)}-golden-signals-${service}`);
}

/** The name of the log of all changes; EventBridge's own policies are about names of this beginning. */
export function changeLogName(definition: Pick<Definition, 'cloudwatch' | 'service'>): string {
  return `/aws/events/${prefixOf(definition)}-alarms`;
}

/** Where people see that dashboard, in the console of AWS. */
export function dashboardAddress(
  definition: Pick<Definition, 'cloudwatch' | 'service' | 'mirror'>,
  service: string,
): string {
  const { cloudwatch, mirror } = definition;
  const region = cloudwatch?.region ?? mirror.cloudwatch?.region;
  const name = goldenSignalsDashboard(definition, service);
  // Without a region the console takes the one that was looked at last.
  const console =
    region === undefined
      ? 'https://console.aws.amazon.com/cloudwatch/home'
      : `https://${region}.console.${consoleDomain(region)}/cloudwatch/home?region=${region}`;
  return `${console}#dashboards/dashboard/${name}`;
}

/**
 * The domain of the console in a region: China and the government of the United States have their own. Source: general reference of
 * AWS, «AWS Management Console endpoints».
 */
export function consoleDomain(region: string | undefined): string {
  if (region?.startsWith('cn-')) return 'amazonaws.cn';
  return region?.startsWith('us-gov-') ? 'amazonaws-us-gov.com' : 'aws.amazon.com';
}

/** Characters of the name of a canary: API reference of Synthetics, CreateCanary. */
const MOST_OF_A_CANARY = 255;

/** The name of the canary of a heartbeat: small letters, digits, "-" and "_". */
export function canaryName(
  definition: Pick<Definition, 'cloudwatch' | 'service'>,
  heartbeat: string,
): string {
  const prefix = prefixOf(definition).toLowerCase();
  return `${prefix.slice(0, MOST_OF_A_CANARY - heartbeat.length - 1)}-${heartbeat}`;
}
