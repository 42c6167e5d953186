import { isObject } from '../../../conventions/is_object.ts';
import type { DeclaredMetric } from '../../received/declared_metric.ts';
import type { Mistake, Reading, Update } from '../../received/reading.ts';
import { LLM_METRICS } from './metrics.ts';
import { type Price, priceOf } from './prices.ts';
import { isStandardRequest } from './tier.ts';
import { readUsage, TOKEN_KINDS, type Usage } from './usage.ts';

const LONGEST_TEXT = 200;
const LONGEST_CALL_SECONDS = 86_400;
const PER_PRICE = 1_000_000;
const TOO_MANY_REQUESTS = 429;
/** Of OpenAI, of Anthropic, and of Bedrock. */
const THROTTLES = /rate_limit|throttling|too_?many_?requests/i;

type Item = Readonly<Record<string, unknown>>;

/** Reads a call: the response of a provider as it is, with what it does not say beside (model, duration_s, conversation_id). */
export function readCall(call: unknown, prices: Readonly<Record<string, Price>>): Reading | Mistake {
  if (!isObject(call)) return mistake('', 'A call is an object: the body of a response.');
  const model = call.model ?? call.modelId;
  if (typeof model !== 'string' || model === '')
    return mistake('model', '"model" is missing: the name of the model.');
  for (const key of ['model', 'modelId', 'id', 'conversation_id']) {
    const wrong = textMistake(key, call[key]);
    if (wrong !== null) return wrong;
  }
  const seconds = secondsOf(call);
  if (typeof seconds === 'object' && seconds !== null) return seconds;
  const hasFailed = call.error !== undefined && call.error !== null && call.error !== false;
  const usage = hasFailed && !isObject(call.usage) ? null : readUsage(call.usage);
  if (usage !== null && 'problem' in usage) return usage;
  const updates = [
    ...outcome(model, hasFailed, isThrottled(call)),
    ...(seconds === null ? [] : [update(LLM_METRICS.duration, { model }, seconds)]),
    ...(usage === null ? [] : spent(model, usage, priceOf(model, prices, isStandardRequest(call)))),
    ...(typeof call.conversation_id === 'string'
      ? [{ ...update(LLM_METRICS.conversations, {}, 1), member: call.conversation_id }]
      : []),
  ];
  return { id: typeof call.id === 'string' ? call.id : null, updates };
}

// By nothing too, so that the first failure is an increase.
function outcome(model: string, hasFailed: boolean, isThrottle: boolean): Update[] {
  return [
    update(LLM_METRICS.calls, { model }, 1),
    update(LLM_METRICS.errors, { model }, hasFailed && !isThrottle ? 1 : 0),
    update(LLM_METRICS.throttles, { model }, hasFailed && isThrottle ? 1 : 0),
  ];
}

function spent(model: string, usage: Usage, price: Price | undefined): Update[] {
  const tokens = TOKEN_KINDS.map((kind) => update(LLM_METRICS.tokens, { model, kind }, usage[kind]));
  if (price === undefined) return [...tokens, update(LLM_METRICS.unpriced, { model }, 1)];
  const cost = costOf(usage, price);
  return [
    ...tokens,
    update(LLM_METRICS.unpriced, { model }, 0),
    update(LLM_METRICS.cost, { model }, cost),
    update(LLM_METRICS.callCost, { model }, cost),
  ];
}

/** US dollars. */
function costOf(usage: Usage, price: Price): number {
  const prompt = usage.input + usage.cached_input + usage.cache_write;
  const isLong = price.long_prompt !== undefined && prompt > price.long_prompt.over;
  const { input, output, cached_input = input, cache_write = input } = isLong ? price.long_prompt : price;
  const rates = { input, output, cached_input, cache_write };
  return TOKEN_KINDS.reduce((sum, kind) => sum + usage[kind] * rates[kind], 0) / PER_PRICE;
}

/** How long a call took, in seconds: as it says, or Bedrock does; null where nobody says it. */
function secondsOf({ duration_s, metrics }: Item): number | null | Mistake {
  const milliseconds = isObject(metrics) ? metrics.latencyMs : undefined;
  const seconds = duration_s ?? (typeof milliseconds === 'number' ? milliseconds / 1_000 : milliseconds);
  if (seconds === undefined || seconds === null) return null;
  if (typeof seconds === 'number' && seconds >= 0 && seconds <= LONGEST_CALL_SECONDS) return seconds;
  const field = duration_s === undefined || duration_s === null ? 'metrics.latencyMs' : 'duration_s';
  return mistake(field, `"${field}" is a time from 0 on, of a day at most.`);
}

function isThrottled({ status, error }: Item): boolean {
  if (status === TOO_MANY_REQUESTS) return true;
  const words = isObject(error) ? [error.code, error.type, error.name] : [error];
  return words.some(
    (word) => word === TOO_MANY_REQUESTS || (typeof word === 'string' && THROTTLES.test(word)),
  );
}

function textMistake(key: string, value: unknown): Mistake | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value === '') return mistake(key, `"${key}" is a text.`);
  if (value.length <= LONGEST_TEXT) return null;
  return mistake(key, `"${key}" has at most ${LONGEST_TEXT} characters, not ${value.length}.`);
}

function update(metric: DeclaredMetric, labels: Update['labels'], value: number): Update {
  return { metric, labels, value, member: '' };
}

function mistake(field: string, problem: string): Mistake {
  return { field, problem };
}
