import { LABEL, SEVERITIES, type Severity } from '../conventions/labels.ts';
import { targetsOf } from '../definition/notify/recipients.ts';
import type { Notify } from '../definition/notify.ts';
import type { Definition } from '../definition/schema.ts';
import { type Audience, audiences } from './audiences.ts';
import { matcher } from './matchers.ts';
import type { ReceiverContext } from './receivers/context.ts';
import { type Receiver, receiver } from './receivers/receiver.ts';
import { maintenanceName } from './time_intervals.ts';

/** Where alerts go that an override keeps from everybody: nothing but the exporter, which has them already. */
export const NOBODY = 'nobody';

// A page is about one thing that broke; what can wait comes together, so that a flood is one message for each service.
const GROUP_BY: Record<Severity, readonly string[]> = {
  critical: [LABEL.alertname, LABEL.service],
  warning: [LABEL.service],
  info: [LABEL.service],
};

/** Routes to people and to programs of theirs: for each audience one for each severity. The first that fits holds. */
export function peopleRoutes({ notify }: Definition) {
  return audiences(notify).flatMap((audience) =>
    SEVERITIES.flatMap((severity) => {
      const name = receiverOf(audience, severity);
      if (name === null) return [];
      const routeOf = (conditions: Audience['conditions'], mutes: readonly string[]) => ({
        receiver: name,
        matchers: [...conditions, [LABEL.severity, [severity]] as const].map(([label, values]) =>
          matcher(label, values),
        ),
        group_by: GROUP_BY[severity],
        ...(mutes.length > 0 && { mute_time_intervals: mutes }),
      });
      if (name === NOBODY) return [routeOf(audience.conditions, [])];
      const usual = [...mutesOf(audience, severity), ...maintenanceOf(notify, null)];
      const services = servicesUnderMaintenance(notify, audience);
      return [
        ...services.map((service) =>
          routeOf(ofService(audience, service), [...usual, ...maintenanceOf(notify, service)]),
        ),
        ...(isOnly(audience, services) ? [] : [routeOf(audience.conditions, usual)]),
      ];
    }),
  );
}

/** The receivers that those routes name, in their order. */
export function peopleReceivers({ notify }: Definition, context: ReceiverContext): Receiver[] {
  const used = audiences(notify).flatMap((audience) =>
    SEVERITIES.flatMap((severity) => {
      const name = receiverOf(audience, severity);
      if (name === null) return [];
      return [receiver(name, targetsOf(audience.recipients, severity), severity, context)];
    }),
  );
  return [...new Map(used.map((one) => [one.name, one])).values()];
}

// Alerts of an override that reach nobody must not go on to where they usually go.
function receiverOf({ name, recipients }: Audience, severity: Severity): string | null {
  if (targetsOf(recipients, severity).length === 0) return name === null ? null : NOBODY;
  return name === null ? severity : `${name}-${severity}`;
}

function mutesOf({ mutes }: Audience, severity: Severity): string[] {
  return mutes.filter(({ severities }) => severities.includes(severity)).map(({ name }) => name);
}

function maintenanceOf({ maintenance }: Notify, service: string | null): string[] {
  return maintenance.flatMap((one, index) =>
    (one.service ?? null) === service ? [maintenanceName(index)] : [],
  );
}

// An interval mutes a whole route, so that each of these services needs one of its own.
function servicesUnderMaintenance({ maintenance }: Notify, audience: Audience): string[] {
  const only = servicesOf(audience);
  const services = maintenance.flatMap(({ service }) => service ?? []);
  return [...new Set(services)].filter((service) => only === undefined || only.includes(service));
}

function servicesOf({ conditions }: Audience): readonly string[] | undefined {
  return conditions.find(([label]) => label === LABEL.service)?.[1];
}

function ofService({ conditions }: Audience, service: string): Audience['conditions'] {
  return [...conditions.filter(([label]) => label !== LABEL.service), [LABEL.service, [service]]];
}

function isOnly(audience: Audience, services: readonly string[]): boolean {
  return servicesOf(audience)?.every((service) => services.includes(service)) === true;
}
