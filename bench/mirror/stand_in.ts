import { startCloudWatch } from '../../tests/cloudwatch_standin/standin.ts';
import type { Commands } from '../exposition/contestant.ts';

// It judges everything, and need not remember it.
const KEEP = { datums: 1, requests: 1, values: 1 };

/** CloudWatch's stand-in as a process of its own, so that its work is nobody else's. */
export async function create(port = '0'): Promise<Commands> {
  const got = { requests: 0, refused: 0, datums: 0, bytes: 0 };
  const { url } = await startCloudWatch({
    port: Number(port),
    keep: KEEP,
    onRequest({ outcome, datums, bytes }) {
      got.requests += 1;
      if (outcome !== 'accepted') got.refused += 1;
      else {
        got.datums += datums;
        got.bytes += bytes;
      }
    },
  });
  return { url: () => url, got: () => got };
}
