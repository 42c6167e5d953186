import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { judged, notChecked, sound } from './check.ts';
import { finding } from './finding.ts';
import { areaText, painter, reportOf, verdictText } from './report.ts';

const plain = painter(false);
const down = finding('alertmanager.unreachable', { url: 'http://a:9093', trouble: 'nobody listens there' });
const AREA = {
  name: 'Alertmanager',
  checks: [
    sound({ id: 'alertmanager.secret_files', name: 'secret files' }, 'none is needed'),
    judged({ id: 'alertmanager.answers', name: 'answers' }, [down], ''),
    ...notChecked([{ id: 'alertmanager.cluster', name: 'cluster' }], 'Alertmanager does not answer'),
  ],
};

describe('What the doctor tells people', () => {
  test('is a line for each check, and below what is broken why, and what to do', () => {
    expect(areaText(AREA, plain)).toBe(
      [
        'Alertmanager',
        '  ✓ secret files       none is needed',
        '  ✗ answers            Alertmanager at http://a:9093 does not answer: nobody listens there.',
        '                       why  It does not run, listens elsewhere, or the network keeps it from you: nobody is told of an alert.',
        '                       do   Start it (`npm run up`), or say where it is with --alertmanager URL.',
        '  – cluster            not checked, since Alertmanager does not answer',
        '',
        '',
      ].join('\n'),
    );
  });

  test('names several findings of one check one below the other', () => {
    const check = judged({ id: 'alertmanager.answers', name: 'answers' }, [down, down], '');
    const lines = areaText({ name: 'Alertmanager', checks: [check] }, plain).split('\n');

    expect(lines.filter((line) => line.includes('does not answer'))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('✗'))).toHaveLength(1);
  });

  test('ends with the first broken link and with counts', () => {
    expect(verdictText(reportOf('monitoring.yml', [AREA]), plain)).toBe(
      'The first broken link: Alertmanager at http://a:9093 does not answer: nobody listens there.\n' +
        '1 sound, 1 finding, 1 not checked.\n',
    );
    expect(verdictText(reportOf('monitoring.yml', [AREA, AREA]), plain)).toContain(
      'Begin there: others may follow from it.\n2 sound, 2 findings, 2 not checked.\n',
    );
    expect(verdictText(reportOf('monitoring.yml', []), plain)).toBe(
      'Every link that was looked at holds. 0 sound, 0 findings, 0 not checked.\n',
    );
  });

  test('has colours where they are wanted, and is the same text without them', () => {
    const coloured = areaText(AREA, painter(true));

    expect(coloured).toContain('\u001b[31m✗\u001b[0m');
    expect(stripVTControlCharacters(coloured)).toBe(areaText(AREA, plain));
  });
});

test('What the doctor tells programs has ids that stay, and what each finding is about', () => {
  const report = reportOf('monitoring.yml', [AREA]);

  expect(report).toMatchObject({
    version: 1,
    definition: 'monitoring.yml',
    sound: false,
    first: 'alertmanager.unreachable',
    counts: { sound: 1, findings: 1, skipped: 1 },
  });
  expect(report.areas[0]?.checks[1]?.findings[0]?.about).toEqual({
    url: 'http://a:9093',
    trouble: 'nobody listens there',
  });
});
