import { once } from 'node:events';
import { expect, test } from 'vitest';
import { application, exampleIn } from '../../testing/application.ts';

test('the example in metrics/exposition/parse/README.md prints its families', async (context) => {
  const app = await application(context, await exampleIn('metrics/exposition/parse/README.md'));
  if (!app.ended) await once(app.child, 'close');
  expect(app.output).toContain("mails_total counter [\n  {\n    metricName: 'mails_total',");
});
