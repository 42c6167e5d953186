import type { MirrorSlot } from '../mirror_slot.ts';
import type { Outcome } from '../outputs/cloudwatch_mirror/outcome.ts';
import type { LinkStatus } from '../outputs/cloudwatch_mirror/worker_link.ts';
import type { MirrorView } from './view.ts';

/** How the CloudWatch mirror stands; null where nothing is mirrored. */
export function mirrorView(mirror: MirrorSlot['present']): MirrorView | null {
  if (mirror === null) return null;
  const { settings, status, cost, trouble } = mirror;
  const { datums, bytes, oldest } = status.spool;
  const dropped = Object.values(status.counts.dropped).reduce((sum, count) => sum + count, 0);
  return {
    namespace: settings.namespace,
    region: settings.region ?? null,
    trouble,
    spool: { datums, bytes, oldest, dropped },
    budget: cost,
    lastAnswer: lastAnswer(status),
  };
}

function lastAnswer({ lastRequest }: LinkStatus): MirrorView['lastAnswer'] {
  if (lastRequest === null) return null;
  const { at, outcome, datums } = lastRequest;
  return { at, text: sentence(outcome, counted(datums)), ok: outcome.kind === 'accepted' };
}

function sentence(outcome: Outcome, datums: string): string {
  if (outcome.kind === 'accepted') return `CloudWatch took ${datums}.`;
  const why = outcome.why.replace(/\.$/, '');
  switch (outcome.kind) {
    case 'refused':
      return `CloudWatch refused one of ${datums}: ${why}.`;
    case 'too_large':
      return `CloudWatch found a request of ${datums} too large: ${why}.`;
    case 'throttled':
      return `CloudWatch throttled a request of ${datums}: ${why}.`;
    case 'denied':
      return `CloudWatch did not let goldwatch send ${datums}: ${why}.`;
    case 'credentials':
      return `There were no valid credentials to send ${datums} with: ${why}.`;
    case 'unreached':
      return `CloudWatch was not reached with ${datums}: ${why}.`;
    case 'in_doubt':
      return `It is unknown whether CloudWatch has taken ${datums}: ${why}.`;
  }
}

function counted(datums: number): string {
  return datums === 1 ? '1 datum' : `${datums} datums`;
}
