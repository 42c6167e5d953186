import { expect, test } from 'vitest';
import { response, startedLlm } from './testing.ts';

const USAGE = { prompt_tokens: 1_000, completion_tokens: 100 };
const counted = (accepted: number, duplicates = 0) => ({
  status: 202,
  body: { accepted, duplicates, dropped: 0 },
});

// By the table: tokens × US dollars per million of them.
test.each([
  [
    'openai_chat_completion',
    'gpt-4.1-2025-04-14',
    { input: 400, cached_input: 600, cache_write: 0, output: 100 },
    400 * 2 + 600 * 0.5 + 100 * 8,
  ],
  [
    'openai_response',
    'gpt-4o-2024-08-06',
    { input: 800, cached_input: 200, cache_write: 0, output: 100 },
    800 * 2.5 + 200 * 1.25 + 100 * 10,
  ],
  [
    'anthropic_message',
    'claude-3-5-sonnet-20241022',
    { input: 400, cached_input: 2_000, cache_write: 1_000, output: 100 },
    400 * 3 + 2_000 * 0.3 + 1_000 * 3.75 + 100 * 15,
  ],
  [
    'bedrock_converse',
    'us.anthropic.claude-3-5-sonnet-20241022-v2:0',
    { input: 400, cached_input: 2_000, cache_write: 1_000, output: 100 },
    400 * 3 + 2_000 * 0.3 + 1_000 * 3.75 + 100 * 15,
  ],
])(
  'the response %s is accepted as it is, with its tokens and its cost',
  async (name, model, tokens, millionths) => {
    const llm = await startedLlm();
    expect(await llm.send(await response(name))).toEqual(counted(1));
    expect(await llm.sum('llm_calls_total', { service: 'demo-api', model })).toBe(1);
    for (const [kind, count] of Object.entries(tokens))
      expect(await llm.sum('llm_tokens_total', { model, kind }), kind).toBe(count);
    expect(await llm.sum('llm_cost_usd_total', { model })).toBeCloseTo(millionths / 1e6, 12);
    expect(await llm.sum('llm_call_cost_usd_sum', { model })).toBeCloseTo(millionths / 1e6, 12);
    expect(await llm.sum('llm_unpriced_calls_total')).toBe(0);
  },
);

test('a response that is sent again is counted once, by the id that the provider gave it', async () => {
  const llm = await startedLlm();
  const body = await response('openai_chat_completion');
  expect(await llm.send(body, body)).toEqual(counted(1, 1));
  expect(await llm.sum('llm_calls_total')).toBe(1);
});

test('the latency is what the application says, or else what Bedrock says', async () => {
  const llm = await startedLlm();
  const bedrock = await response('bedrock_converse');
  await llm.send(bedrock, { ...bedrock, duration_s: 2 }, { model: 'gpt-4o', usage: USAGE });
  expect(await llm.sum('llm_call_duration_seconds_sum')).toBe(3.25);
  expect(await llm.sum('llm_call_duration_seconds_count')).toBe(2);
});

test('failures are errors or throttles, and both are there at zero from the first call on', async () => {
  const llm = await startedLlm();
  await llm.send({ model: 'gpt-4o', usage: USAGE, error: null });
  expect((await llm.sum('llm_errors_total')) + (await llm.sum('llm_throttles_total'))).toBe(0);
  const failed = (error: unknown, more: object = {}) => ({ model: 'gpt-4o', error, ...more });
  await llm.send(
    failed({ type: 'invalid_request_error', code: null, message: 'No.' }),
    failed('timeout'),
    failed(true, { usage: USAGE }),
  );
  await llm.send(
    failed({ type: 'requests', code: 'rate_limit_exceeded' }),
    failed({ type: 'rate_limit_error' }),
    failed({ name: 'ThrottlingException' }),
    failed(true, { status: 429 }),
  );
  expect(await llm.sum('llm_calls_total', { model: 'gpt-4o' })).toBe(8);
  expect(await llm.sum('llm_errors_total', { model: 'gpt-4o' })).toBe(3);
  expect(await llm.sum('llm_throttles_total', { model: 'gpt-4o' })).toBe(4);
  expect(await llm.sum('llm_tokens_total'), 'a failed call may have cost something').toBe(2_200);
});

test('a model without a price costs nothing that is shown, and is counted as such', async () => {
  const llm = await startedLlm();
  await llm.send({ model: 'my-fine-tune', usage: USAGE });
  expect(await llm.sum('llm_unpriced_calls_total', { model: 'my-fine-tune' })).toBe(1);
  expect(await llm.sum('llm_tokens_total', { model: 'my-fine-tune' })).toBe(1_100);
  expect(await llm.sum('llm_call_cost_usd_count')).toBe(0);
});

test.each([
  ['of OpenAI', { service_tier: 'flex' }, {}],
  ['of Anthropic', {}, { service_tier: 'batch' }],
  ['of Anthropic’s fast mode', {}, { service_tier: 'standard', speed: 'fast' }],
  ['of Bedrock', { serviceTier: { type: 'priority' } }, {}],
])(
  'a response %s that says it was no standard request has no list price, but may have one of its own',
  async (_of, more, usage) => {
    const call = { model: 'gpt-4o', usage: { ...USAGE, ...usage }, ...more };
    const llm = await startedLlm();
    await llm.send(call);
    expect(await llm.sum('llm_unpriced_calls_total', { model: 'gpt-4o' })).toBe(1);
    expect(await llm.sum('llm_cost_usd_total')).toBe(0);

    const priced = await startedLlm({ prices: { 'gpt-4o': { input: 1, output: 2 } } });
    await priced.send(call);
    expect(await priced.sum('llm_cost_usd_total')).toBeCloseTo(0.0012, 10);
  },
);

test.each([
  [{ service_tier: 'default' }, {}],
  [{ service_tier: null }, { service_tier: 'standard', speed: 'standard' }],
  [{ serviceTier: { type: 'default' } }, {}],
])('a response that says it was a standard request (%j, %j) has the list price', async (more, usage) => {
  const llm = await startedLlm();
  await llm.send({ model: 'gpt-4o', usage: { ...USAGE, ...usage }, ...more });
  expect(await llm.sum('llm_cost_usd_total')).toBeCloseTo(0.0035, 10);
});

test('a prompt above the model’s threshold costs more in all its tokens, cached ones counting towards it', async () => {
  const llm = await startedLlm();
  const call = (cached_tokens: number) => ({
    model: 'gpt-5.5',
    usage: {
      prompt_tokens: 272_000 + cached_tokens,
      completion_tokens: 10,
      prompt_tokens_details: { cached_tokens },
    },
  });
  await llm.send(call(0));
  const short = (272_000 * 5 + 10 * 30) / 1e6;
  expect(await llm.sum('llm_cost_usd_total')).toBeCloseTo(short, 10);
  await llm.send(call(1));
  expect(await llm.sum('llm_cost_usd_total')).toBeCloseTo(short + (272_000 * 10 + 1 + 10 * 45) / 1e6, 10);
});

test('prices of monitoring.yml hold instead of the table; caches cost what input costs unless they say more', async () => {
  const llm = await startedLlm({ prices: { 'gpt-4.1': { input: 10, output: 20 } } });
  await llm.send(await response('openai_chat_completion'));
  expect(await llm.sum('llm_cost_usd_total')).toBeCloseTo((1_000 * 10 + 100 * 20) / 1e6, 12);
});

test('conversations of the last day are counted, each once', async () => {
  const llm = await startedLlm();
  expect(await llm.sum('llm_conversations')).toBe(0);
  const call = (conversation: string) => ({ model: 'gpt-4o', usage: USAGE, conversation_id: conversation });
  await llm.send(call('c-1'), call('c-2'), call('c-1'));
  expect(await llm.sum('llm_conversations')).toBe(2);
});

test.each<[string, unknown, string, string]>([
  ['what is no object', 7, '', 'A call is an object: the body of a response.'],
  ['a call of no model', { usage: USAGE }, 'model', '"model" is missing: the name of the model.'],
  [
    'a call of a model with a very long name',
    { model: 'x'.repeat(201), usage: USAGE },
    'model',
    '"model" has at most 200 characters, not 201.',
  ],
  [
    'a call without usage',
    { model: 'gpt-4o' },
    'usage',
    '"usage" is missing: the object of that name in the response, as it is.',
  ],
  [
    'a call that took less than no time',
    { model: 'gpt-4o', usage: USAGE, duration_s: -1 },
    'duration_s',
    '"duration_s" is a time from 0 on, of a day at most.',
  ],
  [
    'a call with a conversation that is no text',
    { model: 'gpt-4o', usage: USAGE, conversation_id: 7 },
    'conversation_id',
    '"conversation_id" is a text.',
  ],
  ['a call with an id that is no text', { model: 'gpt-4o', usage: USAGE, id: 7 }, 'id', '"id" is a text.'],
  [
    'a call with a latency that is no number',
    { model: 'gpt-4o', usage: USAGE, metrics: { latencyMs: '5' } },
    'metrics.latencyMs',
    '"metrics.latencyMs" is a time from 0 on, of a day at most.',
  ],
])('%s is refused, with all that was sent with it', async (_name, call, field, problem) => {
  const llm = await startedLlm();
  expect(await llm.send({ model: 'gpt-4o', usage: USAGE }, call)).toEqual({
    status: 422,
    body: { error: `Event 1: ${problem} No event of the request is counted.`, index: 1, field },
  });
  expect(await llm.sum('llm_calls_total')).toBe(0);
});
