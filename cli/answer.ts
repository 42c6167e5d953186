const LARGEST_ANSWER = 64 * 1024 * 1024;

/** The whole text of an answer over HTTP. Throws an Error where it is larger than 64 MB, without reading further. */
export async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new Error('its answer is larger than 64 MB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** An answer as JSON; undefined where it is none. */
export function jsonOf({ text }: { readonly text: string }): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
