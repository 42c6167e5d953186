import { expect, test } from 'vitest';
import type { SourceDetails } from '../source_runner.ts';
import { sourcesView } from './sources_view.ts';

const source = (id: string, more: Partial<SourceDetails> = {}): SourceDetails => ({
  id,
  type: 'logs',
  service: 'shop',
  trouble: null,
  isRunning: true,
  isBehind: false,
  isElsewhere: false,
  last: { message: null, success: null, lag: null },
  ...more,
});

test('sources are up, down, catching up, starting or read by Prometheus alone; those that are down come first', () => {
  const views = sourcesView([
    source('works'),
    source('reads', { isBehind: true }),
    source('begins', { isRunning: false }),
    source('elsewhere', { type: 'scrape', isElsewhere: true }),
    source('fails', { trouble: 'The file is gone.' }),
    source('cannot start', { trouble: 'No such user.', isRunning: false }),
  ]);

  expect(views.map(({ id, state }) => `${id}: ${state}`)).toEqual([
    'fails: down',
    'cannot start: down',
    'works: up',
    'reads: catching up',
    'begins: starting',
    'elsewhere: read by Prometheus',
  ]);
});

test('a source shows its last message, also where that is over, its last success and what waits', () => {
  const message = { at: 1, text: 'The file was gone.' };

  const [view] = sourcesView([source('access', { last: { message, success: 2, lag: 3 } })]);

  expect(view).toEqual({
    id: 'access',
    type: 'logs',
    service: 'shop',
    state: 'up',
    trouble: null,
    lastMessage: message,
    lastSuccess: 2,
    lag: 3,
  });
});
