import type { FindingTexts } from './index.ts';

/** What may be wrong with monitoring.yml and the files beside it. */
export const DEFINITION_FINDINGS = {
  'definition.mistakes': {
    what: '{file} cannot be used: {problems}',
    why: 'A running exporter goes on with the one before; nothing can be rendered, and nothing be started.',
    remedy: '`npx goldwatch check --config {file}` shows each mistake with its place.',
  },
  'definition.expressions_refused': {
    what: '{problem}',
    why: 'One rule that Prometheus refuses makes it refuse all of them, and go on with those of before.',
    remedy:
      'Correct the expression or the template in {file}; `npx goldwatch check` says whether it is right.',
  },
  'definition.files_differ': {
    what: '{number} of {all} rendered files are not what {file} says: {files}.',
    why: '{file} was changed after they were rendered, or they were changed by hand.',
    remedy: 'Give `npx goldwatch render`, and commit what it writes.',
  },
} as const satisfies Readonly<Record<string, FindingTexts>>;
