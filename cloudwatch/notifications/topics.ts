import type { Severity } from '../../conventions/labels.ts';
import { targetsOf, usualRecipients } from '../../definition/notify/recipients.ts';
import type { Definition } from '../../definition/schema.ts';
import { prefixOf } from '../names.ts';

type Notified = Pick<Definition, 'cloudwatch' | 'service' | 'notify'>;

/** An ARN, or a text of CloudFormation that becomes one where it is deployed. */
export type Arn = string | { readonly 'Fn::Sub': string };

/** The severities that have a topic of their own. What is only worth knowing goes to the log of all changes, and there alone. */
export const TOLD_SEVERITIES = ['critical', 'warning'] as const satisfies readonly Severity[];

/** `production-shop-critical` */
export function topicName(
  definition: Pick<Definition, 'cloudwatch' | 'service'>,
  severity: Severity,
): string {
  return `${prefixOf(definition)}-${severity}`;
}

/** The ARN of a resource in the account and region that a template is deployed to. */
export function arnHere(service: string, resource: string): Arn {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}` };
}

/**
 * The topics that hear of alarms of a severity: the one that goldwatch makes, and those of `notify.sns`; none for `info`.
 * They are named rather than imported, so that no stack holds another one fast.
 */
export function topicsOf(definition: Notified, severity: Severity): Arn[] {
  if (!(TOLD_SEVERITIES as readonly Severity[]).includes(severity)) return [];
  const given = targetsOf(usualRecipients(definition.notify), severity).flatMap((target) =>
    target.kind === 'sns' ? [target.topicArn] : [],
  );
  return [arnHere('sns', topicName(definition, severity)), ...given];
}

/**
 * Topics of `notify.sns` in another region than the alarms, which CloudWatch refuses to tell: «Invalid region ca-central-1 specified. Only
 * us-west-2 is supported.» A sentence each, with what to do.
 */
export function foreignTopics(definition: Notified & Pick<Definition, 'mirror'>): string[] {
  const region = definition.cloudwatch?.region ?? definition.mirror.cloudwatch?.region;
  const given = TOLD_SEVERITIES.flatMap((severity) => topicsOf(definition, severity));
  return [...new Set(given)].flatMap((arn) => {
    const its = typeof arn === 'string' ? arn.split(':')[3] : region;
    if (region === undefined || its === region) return [];
    return [
      `notify.sns: the topic ${arn} is in ${its}, and alarms of ${region} tell topics of their own region only. Name one of ${region}.`,
    ];
  });
}
