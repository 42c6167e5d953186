import type { Definition } from '../../../definition/schema.ts';

/** Where no objective and no alert says when a request is slow. */
const SLOW_SECONDS = 3;

/** From when on a request of a service is slow, in seconds: by the strictest objective or alert on its latency. */
export function slowSecondsOf({ objectives, alerts }: Definition, service: string): number {
  const ofService = (one: { readonly service?: string | undefined }) => (one.service ?? service) === service;
  const limits = [
    ...objectives.flatMap((objective) =>
      objective.signal === 'latency' && ofService(objective) ? [objective.threshold] : [],
    ),
    ...alerts.flatMap((alert) => (alert.signal === 'latency' && ofService(alert) ? [alert.above] : [])),
  ];
  return limits.length === 0 ? SLOW_SECONDS : Math.min(...limits) / 1000;
}
