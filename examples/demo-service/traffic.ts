import { createTrafficMix, type PlannedRequest } from './traffic_mix.ts';

/** How traffic is made. */
export interface TrafficOptions {
  /** The service, such as http://127.0.0.1:8000. */
  url: string;
  /** The mean rate, whatever the service does: slow answers do not slow the requests down. */
  requestsPerSecond: number;
  /** Requests under way at once; a request that is due beyond them is skipped and counted. */
  maxConcurrent?: number;
  /** Milliseconds after which a request is given up. */
  timeoutMs?: number;
  /** Where chance comes from: a number from 0 (inclusive) to 1 (exclusive). */
  random?: () => number;
}

/** What the traffic saw; sent = answered + unreachable + timedOut + those under way. */
export interface TrafficCounts {
  /** Requests begun. */
  sent: number;
  /** Requests answered in full. */
  answered: number;
  /** Answers by status. */
  byStatus: Record<number, number>;
  /** Answers with a 5xx status. */
  errors: number;
  /** Requests that got no answer because the connection failed. */
  unreachable: number;
  /** Requests given up after the timeout. */
  timedOut: number;
  /** Requests not sent because too many were under way, or because this process was held up. */
  skipped: number;
}

/** Traffic under way. */
export interface Traffic {
  /** The counts at this moment, a copy. */
  readonly counts: TrafficCounts;
  /** Sends nothing more, waits for what is under way, and gives the final counts. */
  stop(): Promise<TrafficCounts>;
}

/** After being held up longer than this (a laptop asleep), traffic resumes rather than catches up. */
const MAX_CATCH_UP_MS = 1000;

/** Keeps the loop over what is due finite, whatever the rate and the dice. */
const MIN_GAP_MS = 0.01;

/**
 * Starts sending requests with random (Poisson) arrivals.
 * @throws RangeError when the rate or the bound is not above zero.
 */
export function startTraffic(options: TrafficOptions): Traffic {
  const { url, requestsPerSecond, maxConcurrent = 100, timeoutMs = 10_000, random = Math.random } = options;
  if (!(requestsPerSecond > 0) || !(maxConcurrent > 0)) {
    throw new RangeError(
      `startTraffic: requestsPerSecond is ${requestsPerSecond} and maxConcurrent is ${maxConcurrent}; both must be above 0.`,
    );
  }
  const mix = createTrafficMix(random);
  const underWay = new Set<Promise<void>>();
  const counts: TrafficCounts = {
    sent: 0,
    answered: 0,
    byStatus: {},
    errors: 0,
    unreachable: 0,
    timedOut: 0,
    skipped: 0,
  };

  async function send(planned: PlannedRequest): Promise<void> {
    try {
      const response = await fetch(`${url}${planned.target}`, {
        method: planned.method,
        signal: AbortSignal.timeout(timeoutMs),
        ...(planned.body === undefined
          ? {}
          : { body: JSON.stringify(planned.body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await response.text();
      counts.answered += 1;
      counts.byStatus[response.status] = (counts.byStatus[response.status] ?? 0) + 1;
      if (response.status >= 500) counts.errors += 1;
      const id = createdOrderId(response.status, text);
      if (id !== undefined) mix.orderCreated(id);
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === 'TimeoutError') counts.timedOut += 1;
      else counts.unreachable += 1;
    }
  }

  function sendOrSkip(): void {
    if (underWay.size >= maxConcurrent) {
      counts.skipped += 1;
      return;
    }
    counts.sent += 1;
    const sending = send(mix.next()).finally(() => underWay.delete(sending));
    underWay.add(sending);
  }

  const drawGapMs = () => Math.max(MIN_GAP_MS, (-Math.log(1 - random()) * 1000) / requestsPerSecond);
  let due = performance.now() + drawGapMs();
  let timer = schedule();

  function schedule(): NodeJS.Timeout {
    return setTimeout(sendWhatIsDue, Math.max(1, due - performance.now()));
  }

  function sendWhatIsDue(): void {
    const now = performance.now();
    if (now - due > MAX_CATCH_UP_MS) {
      counts.skipped += Math.round(((now - due) * requestsPerSecond) / 1000);
      due = now;
    }
    while (due <= now) {
      sendOrSkip();
      due += drawGapMs();
    }
    timer = schedule();
  }

  const snapshot = () => ({ ...counts, byStatus: { ...counts.byStatus } });
  return {
    get counts() {
      return snapshot();
    },
    async stop() {
      clearTimeout(timer);
      await Promise.all(underWay);
      return snapshot();
    },
  };
}

/** What the traffic saw, in one line. */
export function describeCounts(counts: TrafficCounts): string {
  const statuses = Object.entries(counts.byStatus).map(([status, count]) => `${status}: ${count}`);
  return [
    `${counts.answered} answered${statuses.length > 0 ? ` (${statuses.join(', ')})` : ''}`,
    `${counts.errors} errors`,
    `${counts.unreachable} unreachable`,
    `${counts.timedOut} timed out`,
    `${counts.skipped} skipped`,
  ].join(', ');
}

function createdOrderId(status: number, text: string): string | undefined {
  return status === 201 ? /"id":"([0-9a-f-]{36})"/.exec(text)?.[1] : undefined;
}
