import { once } from 'node:events';
import { expect, test } from 'vitest';
import { application, exampleIn } from './testing/application.ts';

test.for([
  [
    'metrics/README.md',
    'http_requests_total{service="shop",method="GET",route="/users/:id",status="200"} 1\n' +
      '# HELP mails_total Mails sent.\n# TYPE mails_total counter\nmails_total{kind="welcome"} 1\n',
  ],
  ['metrics/exposition/README.md', '# TYPE mails counter\nmails_total 1\n# EOF\n'],
] as const)('the example in %s prints its page', async ([readme, lines], context) => {
  const app = await application(context, await exampleIn(readme));
  if (!app.ended) await once(app.child, 'close');
  expect(app.output).toContain(lines);
});
