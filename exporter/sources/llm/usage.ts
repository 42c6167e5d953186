import { isObject } from '../../../conventions/is_object.ts';
import type { Mistake } from '../../received/reading.ts';

/** What a call used, by what is billed for it; a token is in one of them. */
export interface Usage {
  readonly input: number;
  readonly cached_input: number;
  readonly cache_write: number;
  readonly output: number;
}

export const TOKEN_KINDS = [
  'input',
  'cached_input',
  'cache_write',
  'output',
] as const satisfies (keyof Usage)[];

type Item = Readonly<Record<string, unknown>>;

/**
 * Reads the `usage` of a response: of OpenAI's chat completions (`prompt_tokens`) and responses (`input_tokens` and
 * `input_tokens_details`), where cached tokens are a part of the input; of Anthropic (`input_tokens`) and of Bedrock's Converse
 * (`inputTokens`), where they come on top of it.
 * https://platform.openai.com/docs/api-reference, https://docs.anthropic.com/en/api/messages,
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html
 */
export function readUsage(usage: unknown): Usage | Mistake {
  if (!isObject(usage))
    return mistake('usage', '"usage" is missing: the object of that name in the response, as it is.');
  if (usage.prompt_tokens !== undefined) {
    const cached = detail(usage.prompt_tokens_details);
    return inclusive(usage, ['prompt_tokens', 'completion_tokens'], cached);
  }
  if (isObject(usage.input_tokens_details)) {
    return inclusive(usage, ['input_tokens', 'output_tokens'], detail(usage.input_tokens_details));
  }
  if (usage.input_tokens !== undefined) {
    const { input_tokens, cache_read_input_tokens, cache_creation_input_tokens, output_tokens } = usage;
    return counted({ input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens });
  }
  const { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens } = usage;
  if (inputTokens !== undefined) {
    return counted({ inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens });
  }
  return mistake('usage', '"usage" has neither prompt_tokens, input_tokens nor inputTokens.');
}

function detail(details: unknown): unknown {
  return isObject(details) ? details.cached_tokens : undefined;
}

// Embeddings have no output.
function inclusive(
  usage: Item,
  [input, output]: readonly [string, string],
  cached: unknown,
): Usage | Mistake {
  const all = counted({ [input]: usage[input], [output]: usage[output] ?? 0, cached_tokens: cached });
  if ('problem' in all) return all;
  if (all.cached_input > all.input) {
    return mistake(
      `usage.${input}`,
      `There are more cached tokens (${all.cached_input}) than ${input} (${all.input}).`,
    );
  }
  return { ...all, input: all.input - all.cached_input };
}

/** Four counts under the names that the provider has for them: input, output, read from a cache, written to it. */
function counted(named: Item): Usage | Mistake {
  const counts: number[] = [];
  for (const [index, [name, value]] of Object.entries(named).entries()) {
    const count = value ?? (index < 2 ? undefined : 0);
    if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) {
      return mistake(`usage.${name}`, `"${name}" is a whole number of tokens, from 0 on.`);
    }
    counts.push(count);
  }
  const [input = 0, output = 0, cached_input = 0, cache_write = 0] = counts;
  return { input, output, cached_input, cache_write };
}

function mistake(field: string, problem: string): Mistake {
  return { field, problem };
}
