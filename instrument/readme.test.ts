import { expect, test, vi } from 'vitest';
import { application, exampleIn } from '../metrics/testing/application.ts';

for (const heading of ['Fastify', 'node:http']) {
  test(`the example for ${heading} runs as it stands`, async (context) => {
    const app = await application(context, await exampleIn('instrument/README.md', heading));
    const url = await vi.waitFor(() => {
      const [found] = /http:\/\/\S+/.exec(app.output) ?? [];
      if (found === undefined) throw new Error(app.output);
      return found;
    }, 10_000);
    expect((await fetch(`${url}/users/7`)).status).toBe(200);
    const scrape = await fetch(`${url}/metrics`);
    expect(scrape.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await scrape.text()).toContain(
      'http_requests_total{service="shop",method="GET",route="/users/:id",status="200"} 1\n',
    );
  });
}

test('the example for the logger writes what it says', async (context) => {
  const app = await application(context, await exampleIn('instrument/README.md', 'A logger to match'));
  const [signedIn, failed] = await vi.waitFor(() => {
    expect(app.ended, app.output).toBe(true);
    return app.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }, 10_000);
  expect(signedIn).toMatchObject({
    level: 'INFO',
    service: 'shop',
    user_id: 'user-123',
    request_id: 'req-456',
    duration_ms: 150,
    message: 'User authentication successful',
  });
  expect(failed).toMatchObject({
    level: 'ERROR',
    message: 'Cart 257 is empty',
    error: { type: 'RangeError', message: 'Cart 257 is empty' },
  });
});
