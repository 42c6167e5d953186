import type { Loaded } from '../arguments.ts';
import { secretFiles } from '../notification_secrets.ts';
import { type Check, judged } from './check.ts';
import { finding } from './finding.ts';

const SECRET_FILES = { id: 'alertmanager.secret_files', name: 'secret files' };

/** Whether the files with secrets of receivers are there and what they should be; nothing of what is in them is shown. */
export async function secretFilesCheck({ definition, baseDirectory }: Loaded): Promise<Check> {
  const files = await secretFiles(definition.notify, baseDirectory);
  const findings = files.flatMap(({ receiver, path, trouble }) =>
    trouble === null ? [] : [finding('alertmanager.secret_file', { receiver, path, trouble })],
  );
  return judged(
    SECRET_FILES,
    findings,
    files.length === 0 ? 'none is needed' : `all ${files.length} are well-formed`,
  );
}
