import { expect, test } from 'vitest';
import { readUsage } from './usage.ts';

test.each<[string, unknown, object]>([
  [
    'OpenAI’s chat completions, where cached tokens are a part of the prompt',
    { prompt_tokens: 10, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 4 } },
    { input: 6, cached_input: 4, cache_write: 0, output: 3 },
  ],
  [
    'OpenAI’s embeddings, which have no output',
    { prompt_tokens: 8, total_tokens: 8 },
    { input: 8, cached_input: 0, cache_write: 0, output: 0 },
  ],
  [
    'OpenAI’s responses',
    { input_tokens: 10, input_tokens_details: { cached_tokens: 4 }, output_tokens: 3 },
    { input: 6, cached_input: 4, cache_write: 0, output: 3 },
  ],
  [
    'Anthropic’s messages, where cached tokens come on top',
    { input_tokens: 10, cache_read_input_tokens: 4, cache_creation_input_tokens: 5, output_tokens: 3 },
    { input: 10, cached_input: 4, cache_write: 5, output: 3 },
  ],
  [
    'Anthropic’s messages without a cache',
    { input_tokens: 10, cache_read_input_tokens: null, output_tokens: 3 },
    { input: 10, cached_input: 0, cache_write: 0, output: 3 },
  ],
  [
    'Bedrock’s Converse',
    { inputTokens: 10, outputTokens: 3, totalTokens: 22, cacheReadInputTokens: 4, cacheWriteInputTokens: 5 },
    { input: 10, cached_input: 4, cache_write: 5, output: 3 },
  ],
])('%s', (_name, usage, read) => {
  expect(readUsage(usage)).toEqual(read);
});

test.each<[string, unknown, string, string]>([
  ['no usage', undefined, 'usage', '"usage" is missing: the object of that name in the response, as it is.'],
  ['nothing in it', {}, 'usage', '"usage" has neither prompt_tokens, input_tokens nor inputTokens.'],
  [
    'half a token',
    { prompt_tokens: 1.5 },
    'usage.prompt_tokens',
    '"prompt_tokens" is a whole number of tokens, from 0 on.',
  ],
  [
    'a debt',
    { inputTokens: 1, outputTokens: -1 },
    'usage.outputTokens',
    '"outputTokens" is a whole number of tokens, from 0 on.',
  ],
  [
    'a text',
    { input_tokens: '7', output_tokens: 1 },
    'usage.input_tokens',
    '"input_tokens" is a whole number of tokens, from 0 on.',
  ],
  [
    'no output',
    { input_tokens: 7 },
    'usage.output_tokens',
    '"output_tokens" is a whole number of tokens, from 0 on.',
  ],
  [
    'more cached than there were',
    { prompt_tokens: 1, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 2 } },
    'usage.prompt_tokens',
    'There are more cached tokens (2) than prompt_tokens (1).',
  ],
])('%s is refused', (_name, usage, field, problem) => {
  expect(readUsage(usage)).toEqual({ field, problem });
});
