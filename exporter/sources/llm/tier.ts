type Item = Readonly<Record<string, unknown>>;

/** What responses call a tier, or a speed, of standard requests. */
const STANDARD: ReadonlySet<unknown> = new Set([undefined, null, 'standard', 'default', 'auto']);

/**
 * Whether a response says nothing of another tier than the one that list prices are of: OpenAI says it as `service_tier`, Anthropic as
 * `usage.service_tier` (`batch`, too) and `usage.speed`, Bedrock as `serviceTier`.
 * https://platform.openai.com/docs/api-reference, https://docs.anthropic.com/en/api/messages,
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
export function isStandardRequest({ service_tier, serviceTier, usage }: Item): boolean {
  const own = fieldsOf(usage);
  return [service_tier, own.service_tier, own.speed, fieldsOf(serviceTier).type].every((one) =>
    STANDARD.has(one),
  );
}

function fieldsOf(value: unknown): Item {
  return typeof value === 'object' && value !== null ? (value as Item) : {};
}
