import { pino } from 'pino';
import { settingsOf } from '../testing.ts';
import { Front } from './front.ts';

/** What stands before the routes of a server on loopback that wants no credentials. */
export function openFront(): Front {
  const options = {
    settings: settingsOf({}, '/'),
    clock: { now: () => Date.now(), uptime: () => performance.now() },
    log: pino({ enabled: false }),
  };
  const files = { credentials: { token: null, users: new Map<string, string>() }, tls: null };
  return new Front(options, files, { tlsLoaded() {}, tlsFailed() {} });
}
