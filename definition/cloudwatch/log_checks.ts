import { quoted } from '../../conventions/names.ts';
import type { Diagnostic } from '../diagnostics.ts';
import type { Positions } from '../positions.ts';
import type { CloudwatchSettings } from './settings.ts';

const QUERIES = ['cloudwatch', 'logs', 'queries'];

/** What is wrong with saved queries and the archive, that no part has alone. */
export function logMistakes(cloudwatch: CloudwatchSettings, positions: Positions): Diagnostic[] {
  return [...secondQueries(cloudwatch, positions), ...emptyArchive(cloudwatch, positions)];
}

function secondQueries({ logs: { queries } }: CloudwatchSettings, positions: Positions): Diagnostic[] {
  return queries.flatMap(({ folder, name }, index) => {
    const first = queries.findIndex((one) => one.folder === folder && one.name === name);
    if (first === index) return [];
    const path = [...QUERIES, index, 'name'];
    const { line } = positions.value([...QUERIES, first, 'name']);
    const called = quoted(positions.written(path) ?? name);
    const problem = `a second query of its folder called ${called}; the first is in line ${line}`;
    return [{ ...positions.value(path), problem, expected: 'a name of its own, or another `folder`' }];
  });
}

function emptyArchive({ logs, archive }: CloudwatchSettings, positions: Positions): Diagnostic[] {
  if (archive === undefined || logs.groups.some((group) => group.archive)) return [];
  const place = positions.value(['cloudwatch', 'archive', 'bucket']);
  const expected = '`archive: true` at the log groups whose lines it is for';
  return [{ ...place, problem: 'no log group is archived', expected }];
}
