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
