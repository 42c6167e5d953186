import { collectFamilies } from '../../metrics/exposition/collect.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import type { Clock } from '../clock.ts';
import { capturedLog } from '../testing.ts';
import { AlertBook } from './alert_book.ts';
import type { WebhookAlert } from './webhook_alert.ts';

/** A firing alert whose fingerprint is its name. */
export function alert(alertname: string, overrides: Partial<WebhookAlert> = {}): WebhookAlert {
  return {
    status: 'firing',
    labels: { alertname, severity: 'critical', service: 'demo-api' },
    annotations: { summary: `${alertname}!` },
    startsAt: '2026-01-01T00:00:00Z',
    fingerprint: alertname,
    ...overrides,
  };
}

/** The same alert when it is over. */
export function over(alertname: string): WebhookAlert {
  return alert(alertname, { status: 'resolved', endsAt: '2026-01-01T00:05:00Z' });
}

/** A clock that stands still until a test moves it. */
export interface TestClock extends Clock {
  /** Milliseconds since 1970, and of uptime. */
  at: number;
}

/** A clock that shows a time in milliseconds since 1970. */
export function testClock(at = 0): TestClock {
  const clock = { at, now: () => clock.at, uptime: () => clock.at };
  return clock;
}

/** An AlertBook, and what it wrote. */
export function bookUnderTest(clock = testClock()) {
  const registry = new MetricRegistry();
  const { log, captured } = capturedLog();
  const book = new AlertBook(registry.scope(), log, clock);
  /** Series of one metric, by their label values. */
  const series = async (name: string): Promise<Record<string, number>> => {
    book.forget();
    const families = await collectFamilies(registry.registry, () => {});
    const values = families.find((family) => family.name === name)?.values ?? [];
    return Object.fromEntries(
      values.map(({ labels = {}, value }) => [Object.values(labels).join('/'), value]),
    );
  };
  /** Has the book receive at a time. */
  const receive = (alerts: readonly WebhookAlert[], at: number, truncated = 0) => {
    clock.at = at;
    book.receive(alerts, truncated);
  };
  const forget = (at: number) => {
    clock.at = at;
    book.forget();
  };
  return {
    book,
    clock,
    registry,
    receive,
    forget,
    log: captured,
    rawLog: log,
    series,
    firing: () => series('goldwatch_alerts_firing'),
  };
}
