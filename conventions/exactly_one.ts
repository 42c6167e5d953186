/** What a refinement by `exactlyOne` carries for whoever words the mistake. */
export interface ExactlyOneParams {
  readonly exactlyOne: readonly [string, string];
}

/** Arguments of a refinement: one of two keys, not both; checked even where other keys are wrong. */
export function exactlyOne(first: string, second: string) {
  return [
    (value: unknown) => isGiven(value, first) !== isGiven(value, second),
    {
      error: eitherOf(first, second),
      params: { exactlyOne: [first, second] } satisfies ExactlyOneParams,
      when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null,
    },
  ] as const;
}

/** The same mistake as an issue that a transformation can raise, or null where there is none. */
export function exactlyOneIssue(value: unknown, first: string, second: string) {
  if (isGiven(value, first) !== isGiven(value, second)) return null;
  const params: ExactlyOneParams = { exactlyOne: [first, second] };
  return { code: 'custom' as const, message: eitherOf(first, second), params: { ...params }, input: value };
}

function isGiven(value: unknown, key: string): boolean {
  return (value as Record<string, unknown> | null)?.[key] !== undefined;
}

function eitherOf(first: string, second: string): string {
  return `either "${first}" or "${second}", and only one of them`;
}
