import { join } from 'node:path';
import { onTestFinished, test } from 'vitest';
import { freePort } from '../../tests/support/ports.ts';
import { ProcessUnderTest } from '../../tests/support/process.ts';
import { startExample } from '../testing.ts';

test('the golden signals of the middleware are counted from its page, and its own series shown', async () => {
  const APP_PORT = String(await freePort());
  const app = `http://127.0.0.1:${APP_PORT}`;
  // Debian’s Python has prometheus_client.
  const service = new ProcessUnderTest('/usr/bin/python3', [join(import.meta.dirname, 'app.py')], {
    env: { APP_PORT },
  });
  onTestFinished(() => service.end());
  await service.answers(`${app}/chat`);
  const example = await startExample(import.meta.dirname, { APP_PORT });
  await example.has('goldwatch_scrape_up', {}, 1);
  await example.has('active_user_sessions', {}, 1);

  for (const path of ['/chat', '/chat', '/fail', '/nowhere']) await fetch(`${app}${path}`);

  await example.has('http_requests_total', { method: 'GET', route: '/chat', status: '200' }, 2);
  await example.has('http_requests_total', { route: '/fail', status: '500' }, 1);
  await example.has('http_request_duration_seconds_count', {}, 4);
  await example.has('active_user_sessions', {}, 3);
  await example.has('openai_tokens_total', { model: 'gpt-4.1', type: 'total' }, 360);
});
