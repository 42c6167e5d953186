import type { Notify } from '../../definition/notify.ts';

/** What of `notify` only Alertmanager follows, a line each. */
export function notificationDifferences(notify: Notify): string[] {
  const has = [
    [notify.routes.length > 0, 'routes', 'an alarm reaches whoever its severity reaches'],
    [notify.mute.length > 0, 'mute', 'alarms tell at any time of the week'],
    [notify.maintenance.length > 0, 'maintenance', 'alarms tell during maintenance as well'],
    [notify.msteams !== undefined, 'msteams', 'nobody is told of alarms there'],
    [notify.webhooks.length > 0, 'webhooks', 'nobody is told of alarms there'],
  ] as const;
  return has.flatMap(([isThere, key, instead]) =>
    isThere ? [`Note: notify.${key} is not in CloudWatch: ${instead}.`] : [],
  );
}
