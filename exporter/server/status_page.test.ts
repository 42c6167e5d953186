import { expect, test } from 'vitest';
import { statusPage } from './status_page.ts';

test('shows version, phase, sources and what is wrong with them', () => {
  const page = statusPage({
    version: '1.2.3',
    phase: 'ready',
    sources: [
      { id: 'access', trouble: null },
      { id: 'db', trouble: 'It is <refused> & "gone".' },
    ],
  });

  expect(page).toContain('<h1>goldwatch 1.2.3</h1>\n<p>The exporter is ready.</p>\n');
  expect(page).toContain(
    '<ul><li>access</li><li>db <strong>does not work:</strong> It is &#60;refused&#62; &#38; &#34;gone&#34;.</li></ul>',
  );
});

test('says so where there are no sources', () => {
  expect(statusPage({ version: '1', phase: 'stopping', sources: [] })).toContain(
    '<p>The exporter is stopping.</p>\n<h2>Sources</h2>\n<ul><li>none</li></ul>',
  );
});
