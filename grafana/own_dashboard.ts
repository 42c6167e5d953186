import { DASHBOARD_TAG } from './panels/links.ts';

const UID_PREFIX = 'goldwatch-';

/** Whether the text of a file is a dashboard that goldwatch has rendered, now or in an earlier version. */
export function isOwnDashboard(text: string): boolean {
  const dashboard = parsed(text);
  if (dashboard === null || typeof dashboard !== 'object') return false;
  const { uid, tags } = dashboard as { readonly uid?: unknown; readonly tags?: unknown };
  return (
    typeof uid === 'string' &&
    uid.startsWith(UID_PREFIX) &&
    Array.isArray(tags) &&
    tags.includes(DASHBOARD_TAG)
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
