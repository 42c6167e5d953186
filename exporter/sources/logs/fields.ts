/** Reads one value out of a parsed line; undefined where it is not there. */
export type FieldReader = (line: unknown) => unknown;

/** A reader for a selector such as `$.http.status` or `$.spans[0].ms`; its form is the schema's business. */
export function fieldReader(selector: string): FieldReader {
  const steps = [...selector.matchAll(/\.([A-Za-z_][\w-]*)|\[(\d+)\]/g)].map(
    ([, key, index]) => key ?? Number(index),
  );
  return (line) => {
    let value: unknown = line;
    for (const step of steps) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
      value = (value as Record<string | number, unknown>)[step];
    }
    return value;
  };
}
