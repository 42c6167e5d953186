import type { Definition } from '../definition/schema.ts';

/** The tags of every resource that takes some. */
export function tagsOf({ cloudwatch, service }: Definition): Record<string, string> {
  const given = cloudwatch?.tags ?? {};
  const usual = {
    service: service.name,
    environment: service.environment,
    ...(service.owner !== undefined && { owner: tagValue(service.owner) }),
    'managed-by': 'goldwatch',
  };
  // IAM refuses "Service" beside "service".
  const names = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  const others = Object.entries(usual).filter(([name]) => !names.has(name));
  return { ...Object.fromEntries(others), ...given };
}

// What a tag may hold: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
function tagValue(text: string): string {
  return text.replace(/[^\p{L}\p{N}\s_.:/=+@-]/gu, '-').slice(0, 256);
}
