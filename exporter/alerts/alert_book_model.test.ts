import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alert, bookUnderTest } from './testing.ts';
import type { WebhookAlert } from './webhook_alert.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** The fingerprint of an alert of a drill. */
const DRILL = '9';

type Step = { readonly afterMs: number; readonly alerts: readonly WebhookAlert[] };

const step: fc.Arbitrary<Step> = fc.record({
  afterMs: fc.oneof(fc.nat(1_000), fc.nat(15 * MINUTE), fc.nat(DAY)),
  alerts: fc.array(
    fc
      .record({
        fingerprint: fc.integer({ min: 0, max: 9 }).map(String),
        status: fc.constantFrom('firing' as const, 'resolved' as const),
      })
      // The labels follow from the fingerprint, as Alertmanager has it.
      .map(({ fingerprint, status }) => {
        const named = alert(`Name${Number(fingerprint) % 3}`, { fingerprint, status });
        const drill = fingerprint === DRILL ? { goldwatch_drill: 'monthly' } : {};
        return { ...named, labels: { ...named.labels, ...drill } };
      }),
    { maxLength: 8 },
  ),
});

interface Known {
  status: 'firing' | 'resolved' | 'unheard';
  heardOf: number;
  readonly name: string;
}

/** What a book must come to, in the fewest words. */
class Model {
  readonly told: string[] = [];
  readonly #known = new Map<string, Known>();

  step({ alerts }: Step, now: number): void {
    for (const [fingerprint, known] of this.#known) {
      if (known.status === 'firing' && now - known.heardOf > 10 * MINUTE) {
        known.status = 'unheard';
        this.told.push(`forgotten ${fingerprint}`);
      }
      if (known.status !== 'firing' && now - known.heardOf > DAY) this.#known.delete(fingerprint);
    }
    for (const { fingerprint, status, labels } of alerts) {
      if (this.#known.get(fingerprint)?.status !== status) this.told.push(`${status} ${fingerprint}`);
      this.#known.set(fingerprint, { status, heardOf: now, name: labels.alertname ?? '' });
    }
  }

  gauges(now: number): Record<string, number> {
    const expected: Record<string, number> = {};
    for (const [fingerprint, { name, status, heardOf }] of this.#known) {
      const isShown = status === 'firing' || (status === 'resolved' && now - heardOf <= 10 * MINUTE);
      if (fingerprint === DRILL || !isShown) continue;
      const key = `${name}/critical/demo-api`;
      expected[key] = (expected[key] ?? 0) + (status === 'firing' ? 1 : 0);
    }
    return expected;
  }

  with(status: Known['status']): string[] {
    return [...this.#known].flatMap(([fingerprint, known]) => (known.status === status ? [fingerprint] : []));
  }
}

test('whatever comes in whatever order, book and gauges are those of the model, and each change is told once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { book, receive, forget, log, firing } = bookUnderTest();
      const model = new Model();
      let now = 0;
      for (const one of steps) {
        now += one.afterMs;
        model.step(one, now);
        if (one.alerts.length === 0) forget(now);
        else receive(one.alerts, now);

        expect(await firing()).toEqual(model.gauges(now));
        expect(book.known.firing.map(({ fingerprint }) => fingerprint).sort()).toEqual(
          model.with('firing').sort(),
        );
        // Of an alert that ended several times, the last end is the one that counts.
        const last = new Map(book.known.recent.toReversed().map((record) => [record.fingerprint, record]));
        for (const ending of ['resolved', 'unheard'] as const)
          expect(model.with(ending).filter((known) => last.get(known)?.ending !== ending)).toEqual([]);
      }
      const lines = log.lines.map(({ status, fingerprint }) => `${status ?? 'forgotten'} ${fingerprint}`);
      expect(lines.sort()).toEqual(model.told.sort());
    }),
    { numRuns: 200 },
  );
});
