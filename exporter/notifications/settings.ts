import { z } from 'zod';
import { duration } from '../../conventions/quantities.ts';

const smarthost = 'a mail server and port such as smtp.example.com:587';
const mailbox = 'an address such as ops@example.com';
const clock = 'a time of day such as 08:00';
const timeZone = 'a time zone such as Europe/Berlin';

/** An address of mail, with or without a name: `ops@example.com`, `Ops <ops@example.com>`. */
export const mailAddress = z
  .string({ error: mailbox })
  .regex(/^(?:[^<>@\r\n]* <)?[^\s<>@,;"{}]+@[^\s<>@,;"{}]+>?$/, { error: mailbox })
  .refine((text) => text.includes('<') === text.endsWith('>'), { error: mailbox });

/** One address or several. */
export const mailAddresses = z
  .union([mailAddress, z.array(mailAddress).min(1, { error: mailbox })], { error: mailbox })
  .transform((value) => (typeof value === 'string' ? [value] : value));

/** A file that holds a secret, said in words. What looks like the secret itself is refused, and called `the NAME itself`. */
export function secretFile(what: string, looksLikeIt = /^https?:/, name = 'address') {
  return z
    .string({ error: what })
    .min(1, { error: what })
    .refine((path) => !looksLikeIt.test(path), {
      error: what,
      params: { is: `the ${name} itself, which is a secret` },
    });
}

/** A file that holds an address which is a secret. */
export const addressFile = secretFile('the path of a file that holds the address');

/** How mail is sent; shared by Alertmanager and by the exporter's digest. */
export const mailServer = {
  smarthost: z
    .string({ error: smarthost })
    .regex(/^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):\d{1,5}$/, { error: smarthost, abort: true })
    .describe('The mail server that sends on, with its port.'),
  from: mailAddress.describe('Who the mail is from.'),
  username: z.string().min(1).optional().describe('The user at the mail server; needs `password_file`.'),
  password_file: secretFile('the path of a file that holds the password')
    .optional()
    .describe(
      "A file with that user's password; keep it under `secrets/exporter/`, where the digest finds it too.",
    ),
  require_tls: z
    .boolean({ error: 'true or false' })
    .default(true)
    .describe('Whether mail is sent only where the server offers STARTTLS. Port 465 has TLS from the start.'),
} as const;

/** When the daily digest goes out. */
export const digestSettings = z.strictObject({
  at: z
    .string({ error: clock })
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: clock })
    .default('08:00')
    .describe('The time of day, of 24 hours.'),
  time_zone: z
    .string({ error: timeZone })
    .refine(isTimeZone, { error: timeZone })
    .default('UTC')
    .describe('Whose time of day it is.'),
});

/** Schema of `notify.heartbeat`: a dead man's switch outside, which alarms when nothing calls it any more. */
export const heartbeatSettings = z.strictObject({
  url_file: addressFile.describe(
    'A file with the address that is called, as healthchecks.io gives one; keep it under `secrets/exporter/`.',
  ),
  every: duration
    .refine((milliseconds) => milliseconds >= 10_000, { error: 'at least 10s' })
    .prefault('1m')
    .describe('How often it is called, as long as the watchdog gets through.'),
});

/** What the exporter itself sends; `definition/` makes it from `notify`. */
export interface NotificationSettings {
  /** The daily mail of what happened; null for none. */
  readonly digest:
    | (z.output<typeof digestSettings> & {
        readonly to: readonly string[];
        readonly server: MailServer;
      })
    | null;
  readonly heartbeat: z.output<typeof heartbeatSettings> | null;
}

/** How mail is sent. */
export type MailServer = z.output<z.ZodObject<typeof mailServer>>;

/** Whether the runtime knows a time zone of that name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
