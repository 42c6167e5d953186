import type { Email } from '../../definition/notify/receivers.ts';
import { type ReceiverContext, template } from './context.ts';
import { mailbox } from './mailbox.ts';

/** What a mail depends on. */
export interface EmailOptions {
  readonly settings: Email;
  readonly to: readonly string[];
  readonly context: ReceiverContext;
  /** Whether the end of an alert is told, too; it is unless this says no. */
  readonly sendResolved?: boolean;
}

/** One entry of `email_configs`; templates/email.tmpl says what a mail holds. */
export function emailConfig({ settings, to, context, sendResolved = true }: EmailOptions) {
  const { smarthost, from, username, password_file, require_tls } = settings;
  return {
    to: to.map(mailbox).join(', '),
    from: mailbox(from),
    smarthost,
    ...(username !== undefined && { auth_username: username }),
    ...(password_file !== undefined && { auth_password_file: context.stack.secretFile(password_file) }),
    // Port 465 has TLS from the start, and Alertmanager 0.25 would ask for STARTTLS inside of it.
    require_tls: require_tls && !smarthost.endsWith(':465'),
    send_resolved: sendResolved,
    headers: {
      // RFC 3834: no answer from whoever is out of office.
      'Auto-Submitted': 'auto-generated',
      Importance: template('email.goldwatch.importance'),
      // All mail on one group of alerts is one conversation, where the program goes by this.
      References: template('email.goldwatch.thread'),
      Subject: template('email.goldwatch.subject'),
    },
    html: template('email.goldwatch.html'),
    text: template('email.goldwatch.text'),
  };
}
