import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** What `promtool check metrics` says of a page, line by line; nothing where it has no objection. */
export async function promtoolCheck(page: string): Promise<string[]> {
  const promtool = spawn('promtool', ['check', 'metrics']);
  promtool.stdin.end(page);
  const exit = once(promtool, 'exit');
  const said = (await Promise.all([text(promtool.stdout), text(promtool.stderr)])).join('');
  const [code] = (await exit) as [number | null];
  const lines = said.split('\n').filter((line) => line !== '');
  // 3 is for names it would have chosen otherwise; anything else is a page it cannot read.
  return code === 0 || code === 3 ? lines : [`exit ${code}`, ...lines];
}
