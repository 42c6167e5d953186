import { describe, expect, test } from 'vitest';
import { Target } from './target.ts';
import { targetsOf } from './targets.ts';
import { fakeService, gzipped, scrapeContext, settings, targetUnderTest } from './testing.ts';

const MAILS = '# TYPE mails_total counter\nmails_total{kind="welcome"} 3\n# TYPE queue gauge\nqueue 7\n';

describe('a target that fails', () => {
  test('keeps its series for one failed scrape, and loses them with the second', async () => {
    const service = await fakeService(MAILS);
    const { scrape, series, target } = targetUnderTest(service.url);
    await scrape();
    await service.stop();

    const problem =
      `unreachable: ${service.url} does not answer: connect ECONNREFUSED ${service.address}. Start the service, or correct its ` +
      'address under targets.';
    expect(await scrape()).toBe(problem);
    expect(await series()).toHaveLength(2);
    expect(target.samples).toBe(0);

    expect(await scrape()).toBe(problem);
    expect(await series()).toEqual([]);
  });

  test('is refused whole where its page is malformed anywhere, with line and column', async () => {
    const service = await fakeService(`${MAILS}broken{ 1\n`);
    const { scrape, series } = targetUnderTest(service.url);

    expect(await scrape()).toBe(
      `malformed: The page of ${service.url} is refused whole: line 5, column 9: expected the name of a label or "}", found "1". ` +
        'Correct what the service writes there.',
    );
    expect(await series()).toEqual([]);
  });

  test('is told where its bytes are no UTF-8', async () => {
    const service = await fakeService();
    service.answer = (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end(Buffer.from('a 1\nb\xff 2\n', 'latin1'));

    expect(await targetUnderTest(service.url).scrape()).toBe(
      `malformed: The page of ${service.url} is refused whole: line 2, column 2: these bytes are no UTF-8. Correct what the service ` +
        'writes there.',
    );
  });

  test.each([
    ['text/html', '"text/html"'],
    ['', '""'],
    ['application/vnd.google.protobuf', '"application/vnd.google.protobuf"'],
  ])('with the Content-Type %j is refused', async (contentType, said) => {
    const service = await fakeService();
    service.page(MAILS, contentType);

    expect(await targetUnderTest(service.url).scrape()).toBe(
      `content_type: ${service.url} has answered with the Content-Type ${said}. Let it be that of text 0.0.4 or of OpenMetrics ` +
        '1.0, as "text/plain; version=0.0.4".',
    );
  });

  test.each([
    [503, '503 Service Unavailable', 'Correct the address under targets, or the service.'],
    [401, '401 Unauthorized', 'Set bearer_token_file or basic_auth to what it wants.'],
    [302, '302 Found', 'Redirects are not followed: name the address it leads to.'],
  ])('with the status %i is refused', async (status, said, advice) => {
    const service = await fakeService();
    service.answer = (_request, response) =>
      response.writeHead(status, { location: '/elsewhere', 'content-type': 'text/plain' }).end(MAILS);

    expect(await targetUnderTest(service.url).scrape()).toBe(
      `status: ${service.url} has answered ${said} instead of 200. ${advice}`,
    );
  });

  test('that does not answer in time is given up', async () => {
    const service = await fakeService();
    service.answer = (_request, response) => response.writeHead(200).write('a 1\n');

    expect(await targetUnderTest(service.url, { timeout: '50ms' }).scrape()).toBe(
      `timeout: ${service.url} has not answered within 0.05 s. Look what keeps it, or set a longer timeout and interval.`,
    );
  });

  test('that breaks off is no page', async () => {
    const service = await fakeService();
    service.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '1000' }).write('a 1\n');
      setImmediate(() => response.destroy());
    };

    expect(await targetUnderTest(service.url).scrape()).toBe(
      `unreachable: ${service.url} does not answer: aborted. Start the service, or correct its address under targets.`,
    );
  });

  test('with more samples than allowed is refused', async () => {
    const service = await fakeService(MAILS);

    expect(await targetUnderTest(service.url, { sample_limit: 1 }).scrape()).toBe(
      `sample_limit: The page of ${service.url} has 2 samples, more than the setting sample_limit, 1. Let it serve less, or set a ` +
        'higher one.',
    );
  });

  test('whose series have no room is refused', async () => {
    const service = await fakeService(MAILS);
    const { scrape, series } = targetUnderTest(service.url, {}, scrapeContext({ seriesLimit: 1 }));

    expect(await scrape()).toBe(
      `series_limit: The series of ${service.url} have no room within exporter.series_limit. Let it serve less, or set a higher one.`,
    );
    expect(await series()).toEqual([]);
  });

  test('is shown without what stands behind the path of its address', async () => {
    const service = await fakeService();
    service.page('', 'none');

    expect(await targetUnderTest(`${service.url}?token=secret`).scrape()).not.toContain('secret');
  });
});

describe('compression', () => {
  test('is asked for, and undone', async () => {
    const service = await fakeService();
    service.answer = gzipped(MAILS);
    const { scrape, series } = targetUnderTest(service.url);

    expect(await scrape()).toBeNull();
    expect(await series()).toHaveLength(2);
    expect(service.headers['accept-encoding']).toBe('gzip');
  });

  test('does not hide how large a page is', async () => {
    const service = await fakeService();
    service.answer = gzipped('#'.repeat(10_000_000));

    expect(await targetUnderTest(service.url, { max_body: '100KB' }).scrape()).toBe(
      `body_too_large: The page of ${service.url} has more than 100000 bytes, the setting max_body. Let it serve less, or set a ` +
        'higher one.',
    );
  });

  test('that nobody asked for, or that is none, is refused', async () => {
    const service = await fakeService();
    const answers = (encoding: string) => {
      service.answer = (_request, response) =>
        response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': encoding }).end(MAILS);
    };
    const { scrape } = targetUnderTest(service.url);

    answers('br');
    expect(await scrape()).toBe(
      `encoding: ${service.url} has answered with the encoding "br", which nobody asked for. Let it send gzip, or none.`,
    );
    answers('gzip');
    expect(await scrape()).toBe(
      `unreachable: ${service.url} does not answer: incorrect header check. Start the service, or correct its address under targets.`,
    );
  });
});

test('a scrape that is stopped is nobody’s failure', async () => {
  const service = await fakeService();
  service.answer = () => {};
  const { context } = scrapeContext();
  const [address] = targetsOf([service.url]);
  if (address === undefined) throw new Error('There is no target.');
  const target = new Target(address, settings([service.url]), context);
  const stopping = new AbortController();

  const scraped = target.scrape(stopping.signal);
  stopping.abort();

  expect(await scraped).toBeNull();
});
