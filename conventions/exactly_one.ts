/** Arguments of a refinement: one of two keys, not both; checked even where other keys are wrong. */
export function exactlyOne(first: string, second: string) {
  const given = (value: unknown, key: string) =>
    (value as Record<string, unknown> | null)?.[key] !== undefined;
  return [
    (value: unknown) => given(value, first) !== given(value, second),
    {
      error: `either "${first}" or "${second}", and only one of them`,
      params: { problem: `"${first}" and "${second}" are both there, or both missing` },
      when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null,
    },
  ] as const;
}
