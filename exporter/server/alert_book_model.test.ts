import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WebhookAlert } from './alert_book.ts';
import { alert, bookUnderTest } from './testing.ts';

const MINUTE = 60_000;

type Step = { readonly afterMs: number; readonly alerts: readonly WebhookAlert[] };

const step: fc.Arbitrary<Step> = fc.record({
  afterMs: fc.oneof(fc.nat(1_000), fc.nat(15 * MINUTE)),
  alerts: fc.array(
    fc
      .record({
        fingerprint: fc.integer({ min: 0, max: 9 }).map(String),
        status: fc.constantFrom('firing' as const, 'resolved' as const),
      })
      // The labels follow from the fingerprint, as Alertmanager has it.
      .map(({ fingerprint, status }) => alert(`Name${Number(fingerprint) % 3}`, { fingerprint, status })),
    { maxLength: 8 },
  ),
});

test('whatever comes in whatever order, the gauges are those of the model, and each change is told once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { book, log, firing } = bookUnderTest();
      const model = new Map<string, { status: string; heardOf: number; name: string }>();
      const told: string[] = [];
      let now = 0;
      for (const { afterMs, alerts } of steps) {
        now += afterMs;
        for (const status of ['firing', 'resolved']) {
          for (const [fingerprint, known] of model) {
            if (known.status !== status || now - known.heardOf <= 10 * MINUTE) continue;
            model.delete(fingerprint);
            if (status === 'firing') told.push(`forgotten ${fingerprint}`);
          }
        }
        for (const { fingerprint, status, labels } of alerts) {
          if (model.get(fingerprint)?.status !== status) told.push(`${status} ${fingerprint}`);
          model.set(fingerprint, { status, heardOf: now, name: labels.alertname ?? '' });
        }
        if (alerts.length === 0) book.forget(now);
        else book.receive(alerts, now);

        const expected: Record<string, number> = {};
        for (const { name, status } of model.values()) {
          const key = `${name}/critical/demo-api`;
          expected[key] = (expected[key] ?? 0) + (status === 'firing' ? 1 : 0);
        }
        expect(await firing()).toEqual(expected);
      }
      const lines = log.lines.map(({ status, fingerprint }) => `${status ?? 'forgotten'} ${fingerprint}`);
      expect(lines.sort()).toEqual(told.sort());
    }),
    { numRuns: 300 },
  );
});
