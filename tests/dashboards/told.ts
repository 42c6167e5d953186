import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the service of examples/every-dashboard does in one round: so many requests answered so, by status. */
export const ROUND = {
  answered: { 200: 170, 401: 4, 404: 4, 429: 2, 500: 20 },
  requests: 200,
  failed: 20,
  /** Seconds that failing requests take; they are a tenth of all, so p95 is theirs. */
  slow: 0.9,
  tokens: 10_500,
  dollars: 0.018,
  registrations: 3,
} as const;

const QUICK_MS = 40;

/** One round: lines into the logs in `directory`, events to the exporter at `url`. `number` keeps what has an id apart. */
export async function tellRound(directory: string, url: string, number: number): Promise<void> {
  const time = new Date().toISOString();
  await appendFile(
    join(directory, 'logs/access.json'),
    lines(requests().map((line) => ({ timestamp: time, ...line }))),
  );
  await appendFile(
    join(directory, 'logs/application.jsonl'),
    lines(happenings().map((line) => ({ timestamp: time, ...line }))),
  );
  await post(`${url}/v1/events?source=events`, businessEvents(number));
  await post(`${url}/v1/events?source=llm`, languageModel(number));
  await post(`${url}/v1/deployments`, [
    { version: `1.4.${number}`, commit: 'f3c2a1b', environment: 'staging', id: `run-${number}` },
  ]);
}

function requests(): object[] {
  return Object.entries(ROUND.answered).flatMap(([status, count]) =>
    Array.from({ length: count }, (_, index) => ({
      method: index % 3 === 0 ? 'POST' : 'GET',
      path: status === '404' ? `/wp-admin/${index}` : `/users/${index}`,
      status: Number(status),
      duration_ms: status === '500' ? 1_000 * ROUND.slow : QUICK_MS,
    })),
  );
}

function happenings(): object[] {
  return [
    { level: 'INFO', message: 'chat_response_sent', session_id: '550e8400', latency_ms: 850 },
    { level: 'INFO', message: 'chat_response_sent', session_id: '550e8401', latency_ms: 3_500 },
    { level: 'INFO', message: 'agent_execution_completed', agent_name: 'router', execution_time_ms: 700 },
    {
      level: 'ERROR',
      message: 'Bedrock did not answer',
      error_type: 'TimeoutError',
      stack: 'at chat (chat.ts:1:1)',
    },
    { level: 'ERROR', message: 'database_unreachable', error_type: 'ConnectionError' },
    { level: 'ERROR', message: 'authentication_service_error', error_type: 'ServiceError' },
    { level: 'WARNING', message: 'User authentication failed' },
    { level: 'WARNING', message: 'Rate limit exceeded' },
  ];
}

function businessEvents(number: number): object[] {
  const many = (count: number, event: object) => Array.from({ length: count }, () => event);
  return [
    ...many(ROUND.registrations, { metric: 'user_registrations_total', labels: { plan: 'free' } }),
    ...many(8, { metric: 'chat_messages_total', labels: { namespace: 'general' } }),
    ...many(9, { metric: 'authentications_total', labels: { result: 'ok' } }),
    { metric: 'authentications_total', labels: { result: 'failed' } },
    ...many(4, { metric: 'agent_runs_total', labels: { agent: 'router', result: 'ok' } }),
    { metric: 'agent_runs_total', labels: { agent: 'router', result: 'failed' } },
    { metric: 'appointments_created_total' },
    { metric: 'active_user_sessions', value: 12 },
    { metric: 'session_duration_seconds', value: 420 },
    { metric: 'user_satisfaction_score', value: 4, labels: { session_type: 'chat' } },
    { metric: 'cart_value_dollars', value: 42 },
    { metric: 'daily_active_users', user_id: `u-${number}` },
    { metric: 'monthly_active_users', user_id: `u-${number}` },
    ...many(10, { metric: 'cache_requests_total' }),
    ...many(9, { metric: 'cache_hits_total' }),
    ...many(10, { metric: 'faas_invocations_total' }),
    { metric: 'faas_coldstarts_total' },
  ];
}

function languageModel(number: number): object[] {
  const usage = {
    prompt_tokens: 10_000,
    completion_tokens: 500,
    prompt_tokens_details: { cached_tokens: 4_000 },
  };
  return [
    {
      id: `chatcmpl-${number}`,
      model: 'gpt-4.1-2025-04-14',
      usage,
      duration_s: 1.5,
      conversation_id: `c-${number}`,
    },
    { error: { type: 'rate_limit_error' }, model: 'gpt-4.1-2025-04-14' },
    { usage: { input_tokens: 0, output_tokens: 0 }, model: 'somebody-elses-model', duration_s: 0.5 },
  ];
}

async function post(url: string, events: readonly object[]): Promise<void> {
  const body = events.map((event) => JSON.stringify(event)).join('\n');
  const headers = { 'content-type': 'application/x-ndjson' };
  const response = await fetch(url, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
}

function lines(objects: readonly object[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join('');
}
