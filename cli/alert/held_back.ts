import { LABEL } from '../../conventions/labels.ts';
import { shortened } from '../../conventions/names.ts';
import type { Alertmanager, KnownAlert } from './alertmanager.ts';
import { BrokenLink } from './broken_link.ts';

const MOST_NAMED = 3;

/** Throws a BrokenLink where Alertmanager holds an alert back: by a silence, another alert or a mute time. */
export async function requireFree(alertmanager: Alertmanager, alert: KnownAlert): Promise<void> {
  const { silencedBy, inhibitedBy } = alert.status;
  if (silencedBy.length > 0) throw await silenced(alertmanager, silencedBy);
  if (inhibitedBy.length > 0) throw await inhibited(alertmanager, inhibitedBy);
}

/** Why nothing is sent while an alert's routes are mute. */
export function muted(intervals: readonly string[], isSure: boolean): BrokenLink {
  const names = intervals.map((name) => `"${name}"`).join(', ');
  return new BrokenLink(
    `${isSure ? 'It is muted' : 'Nothing was sent, and it may be muted'} by the time intervals ${names}.`,
    'Repeat the drill at another time, or change notify.mute and notify.maintenance in monitoring.yml.',
  );
}

async function silenced(alertmanager: Alertmanager, ids: readonly string[]): Promise<BrokenLink> {
  const silences = await Promise.all(ids.slice(0, MOST_NAMED).map((id) => alertmanager.silence(id)));
  const named = silences.map(
    ({ comment, createdBy, endsAt }) =>
      `"${shortened(comment)}" by ${shortened(createdBy)}, until ${endsAt.replace(/\.\d+Z$/, 'Z')}`,
  );
  return new BrokenLink(
    `It is silenced: ${named.join('; ')}.`,
    `Expire the silence at ${alertmanager.url}/#/silences, or wait until it ends.`,
  );
}

async function inhibited(alertmanager: Alertmanager, fingerprints: readonly string[]): Promise<BrokenLink> {
  const sources = (await alertmanager.alerts()).filter(({ fingerprint }) =>
    fingerprints.includes(fingerprint),
  );
  const named = sources.slice(0, MOST_NAMED).map(({ labels }) => nameOf(labels));
  return new BrokenLink(
    `It is inhibited: while ${named.join(', ') || fingerprints.join(', ')} fires, it would tell nobody anything new.`,
    'Mend what fires first; then repeat the drill.',
  );
}

function nameOf(labels: KnownAlert['labels']): string {
  const { [LABEL.alertname]: name = 'an alert', [LABEL.service]: service } = labels;
  return service === undefined ? name : `${name} (${service})`;
}
