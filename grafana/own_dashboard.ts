import { basename } from 'node:path';
import { dashboards } from './index.ts';
import { DASHBOARD_TAG } from './panels/links.ts';

/**
 * Whether a file of that name and text is a dashboard that goldwatch has rendered. Others may carry its tag, so as to be in its
 * menu, or be copies of its own under another name.
 */
export function isOwnDashboard(text: string, name: string): boolean {
  if (!dashboards.some(({ file }) => file === name)) return false;
  const dashboard = parsed(text);
  if (dashboard === null || typeof dashboard !== 'object') return false;
  const { uid, tags } = dashboard as { readonly uid?: unknown; readonly tags?: unknown };
  const own = `goldwatch-${basename(name, '.json')}`;
  return uid === own && Array.isArray(tags) && tags.includes(DASHBOARD_TAG);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
