import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from './processes.ts';
import { workloadAsJson } from './workload.ts';

let file: Promise<string> | undefined;

/** The workload as a JSON file, for peers in other languages. */
export function workloadFile(): Promise<string> {
  file ??= writeWorkload();
  return file;
}

async function writeWorkload(): Promise<string> {
  const path = join(await temporaryDirectory(), 'workload.json');
  await writeFile(path, workloadAsJson());
  return path;
}
