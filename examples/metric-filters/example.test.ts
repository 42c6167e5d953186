import { test } from 'vitest';
import { startExample } from '../testing.ts';

test('every filter counts what CloudWatch would of the sample lines, and says where it has no value', async () => {
  const example = await startExample(import.meta.dirname);

  await example.run('sh', 'play.sh');

  await example.has('error_lines_total', {}, 3);
  await example.has('high_latency_requests_total', {}, 2);
  await example.has('error_count_total', {}, 2);
  await example.has('success_count_total', {}, 2);
  await example.has('response_time_seconds_count', {}, 0);
  const rejected = { metric: 'response_time_seconds', reason: 'bad_value' };
  await example.has('goldwatch_log_values_rejected_total', rejected, 2);
  await example.has('chat_response_seconds_sum', {}, 1.25);
  await example.has('chat_processing_seconds_sum', {}, 4);
  await example.has('chat_processing_seconds_count', {}, 2);
  await example.has('slow_chats_total', {}, 1);
});
