import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

/** What a contestant answers: a command's name, and what to do with the words after it. */
export type Commands = Readonly<Record<string, (...words: string[]) => unknown>>;

// The main program of a contestant: `contestant.ts MODULE [OPTION…]`. It ends with its standard input.
const [module = '', ...options] = process.argv.slice(2);
const { create } = (await import(pathToFileURL(module).href)) as {
  create: (...options: string[]) => Commands | Promise<Commands>;
};
const commands = await create(...options);
const lines = createInterface({ input: process.stdin });
lines.on('close', () => process.exit(0));
for await (const line of lines) {
  const [name = '', ...words] = line.split(' ');
  process.stdout.write(`${JSON.stringify(await answer(name, words))}\n`);
}

async function answer(name: string, words: string[]): Promise<{ ok: unknown } | { error: string }> {
  const command = commands[name];
  if (command === undefined) return { error: 'There is no such command.' };
  try {
    return { ok: (await command(...words)) ?? null };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
