import type { KnownService } from './known_services.ts';

/** What CloudWatch cannot be asked, and why. */
export interface Unavailable {
  /** Null where it is so for every service. */
  readonly service: string | null;
  /** A sentence without its full stop. */
  readonly reason: string;
  /** What would change that; null where nothing would. */
  readonly remedy: string | null;
}

/** Nothing is sent to CloudWatch at all. */
export const NO_MIRROR: Unavailable = {
  service: null,
  reason: 'nothing is mirrored to CloudWatch',
  remedy: '`mirror.cloudwatch` with a namespace and a region',
};

/** No source tells what is asked for, whatever the service. */
export function untold(what: string, source: string): Unavailable {
  return { service: null, reason: `no source tells ${what}`, remedy: source };
}

/** Why a service has nothing in the mirror; null where it has. `what` is such as «the requests», `source` one that would tell it. */
export function whyUnknown(
  { service, knownTo }: KnownService,
  what: string,
  source: string,
): Unavailable | null {
  switch (knownTo) {
    case 'exporter':
      return null;
    case 'prometheus':
      return {
        service,
        reason: `Prometheus alone is told ${what} of ${service}, and nothing of that is mirrored`,
        remedy: '`via: exporter` at the source that scrapes it',
      };
    case 'stack':
      return {
        service,
        reason: `the programs beside the exporter tell ${what} to Prometheus alone`,
        remedy: '`only: prometheus`',
      };
    case 'nobody':
      return { service, reason: `no source tells ${what} of ${service}`, remedy: source };
  }
}

/** Whether something is unavailable. */
export function isUnavailable(one: object): one is Unavailable {
  return 'reason' in one;
}
