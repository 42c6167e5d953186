/** What a refinement by `exactlyOne` carries for whoever words the mistake. */
export interface ExactlyOneParams {
  readonly exactlyOne: readonly string[];
}

/** Arguments of a refinement: one of two keys, not both; checked even where other keys are wrong. */
export function exactlyOne(first: string, second: string) {
  const keys = [first, second];
  return [
    (value: unknown) => givenOf(value, keys).length === 1,
    {
      error: eitherOf(keys),
      params: { exactlyOne: keys } satisfies ExactlyOneParams,
      when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null,
    },
  ] as const;
}

/** The same mistake of several keys as an issue that a schema can raise, or null where there is none. */
export function exactlyOneIssue(value: unknown, ...keys: readonly string[]) {
  if (givenOf(value, keys).length === 1) return null;
  const params: ExactlyOneParams = { exactlyOne: keys };
  return { code: 'custom' as const, message: eitherOf(keys), params: { ...params }, input: value };
}

/** Those of some keys that a value has. */
export function givenOf(value: unknown, keys: readonly string[]): string[] {
  return keys.filter((key) => (value as Record<string, unknown> | null)?.[key] !== undefined);
}

function eitherOf(keys: readonly string[]): string {
  const names = keys.map((key) => `"${key}"`);
  return `either ${names.slice(0, -1).join(', ')} or ${names.at(-1)}, and only one of them`;
}
