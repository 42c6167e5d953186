import { expect, test } from 'vitest';
import { type Essentials, statusDocument } from './status_document.ts';
import { alertAt } from './testing/fixtures.ts';

const NOW = Date.UTC(2026, 0, 1);
const QUIET: Essentials = { version: '1.2.3', phase: 'ready', sources: [], firing: [] };

const documentOf = (essentials: Partial<Essentials>) =>
  statusDocument({ ...QUIET, ...essentials }, null, NOW);

test('without any script the page says what fires, and which source does not work', () => {
  const page = documentOf({
    sources: [
      { id: 'access', trouble: null },
      { id: 'db', trouble: 'It is <refused> & "gone".' },
    ],
    firing: [alertAt(NOW, { annotations: { summary: 'It is down.' } })],
  });

  expect(page).toContain('<p id="about">1.2.3</p>');
  expect(page).toContain(
    '<h2 id="headline" data-tone="bad">1 alert fires: ApiDown (demo-api) since 12\u00a0min. 1 source does not work (db).</h2>',
  );
  expect(page).toContain(
    '<h2>Firing alerts</h2>\n<ul><li><strong>ApiDown</strong> critical · demo-api · It is down. · since 2025-12-31T23:48:00.000Z</li></ul>',
  );
  expect(page).toContain(
    '<ul><li>access</li><li>db <strong>does not work:</strong> It is &#60;refused&#62; &#38; &#34;gone&#34;.</li></ul>',
  );
});

test('it says so where there are no sources, and where the mirror does not work', () => {
  const page = documentOf({ phase: 'stopping', mirrorTrouble: 'No <credentials>.' });

  expect(page).toContain('<h2>Sources</h2>\n<ul><li>none</li></ul>');
  expect(page).toContain('<p><strong>Nothing comes through:</strong> No &#60;credentials&#62;.</p>');
});

test('it does not call quiet what has spent its budget', () => {
  const page = documentOf({ objectives: [{ objective: 'availability', service: 'shop', remaining: -1 }] });

  expect(page).toContain(
    '<h2 id="headline" data-tone="warning">No alert fires, but: 1 error budget is spent (availability of shop).</h2>',
  );
});

test('whatever is in an alert is text', () => {
  const hostile = '<script>alert(1)</script>';
  const page = documentOf({
    firing: [alertAt(NOW, { alertname: hostile, service: hostile, annotations: { summary: hostile } })],
  });

  expect(page).not.toContain('<script>');
  expect(page.split('&#60;script&#62;')).toHaveLength(6);
});

test('of a flood of alerts the first hundred are in the document', () => {
  const firing = Array.from({ length: 250 }, (_, index) => alertAt(NOW, { service: `s${index}` }));
  const page = documentOf({ firing });

  expect(page.split('<strong>ApiDown</strong>')).toHaveLength(101);
  expect(page).toContain('<li>and 150 others</li></ul>');
});

test('where its script could not be built the page says that it is not live', () => {
  expect(documentOf({})).toContain(
    '<p id="connection" role="status" data-tone="unknown">Not live: the script of this page could not be built, the exporter’s log says why</p>',
  );
});
