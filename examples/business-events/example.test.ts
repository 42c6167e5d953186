import { test } from 'vitest';
import { startExample } from '../testing.ts';

test('what curl, Python and Node send adds up, and who came twice is one user', async () => {
  const example = await startExample(import.meta.dirname);

  await example.run('sh', 'send.sh');
  await example.run('/usr/bin/python3', 'send.py');
  await example.run(process.execPath, 'send.ts');

  await example.has('user_registrations_total', {}, 2);
  await example.has('authentications_total', { result: 'ok' }, 1);
  await example.has('authentications_total', { result: 'failed' }, 1);
  await example.has('active_user_sessions', {}, 12);
  await example.has('chat_messages_total', { namespace: 'general' }, 3);
  await example.has('chat_messages_total', {}, 4);
  await example.has('agent_runs_total', { agent: 'router', result: 'failed' }, 1);
  await example.has('session_duration_seconds_sum', {}, 1_200);
  await example.has('session_duration_seconds_count', {}, 2);
  await example.has('user_satisfaction_score_sum', { session_type: 'chat' }, 4);
  await example.has('daily_active_users', {}, 3);
  await example.has('monthly_active_users', {}, 2);
});

test('gauges are what a database says last', async () => {
  const example = await startExample(import.meta.dirname);

  await example.run('/usr/bin/python3', 'publish_metrics.py');

  await example.has('active_user_sessions', {}, 2);
  await example.has('appointments_today', {}, 1);
});
