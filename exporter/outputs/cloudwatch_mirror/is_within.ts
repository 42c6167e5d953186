import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a promise that never rejects comes true within so many milliseconds; leaves no timer behind. */
export async function isWithin(ms: number, promised: Promise<unknown>): Promise<boolean> {
  const late = new AbortController();
  const inTime = promised.then(() => true);
  const isInTime = await Promise.race([inTime, sleep(ms, false, { signal: late.signal }).catch(() => false)]);
  late.abort();
  return isInTime;
}
