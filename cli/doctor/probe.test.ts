import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { oneLine, probe } from './probe.ts';

test('a program that does not speak TLS is not one whose certificate is not trusted', async () => {
  const server = createServer((_request, response) => response.end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { signal } = new AbortController();
  const seen = await probe(`https://127.0.0.1:${port}`, { timeoutMs: 10_000, signal });
  server.close();

  expect(seen).toEqual({ kind: 'unanswered', cause: 'other', trouble: 'it does not speak TLS' });
});

test('what others say moves no cursor and turns no line around', () => {
  expect(oneLine('\u001b[2J\u001b]0;title\u0007 a\r\n\u202eb\u0000 ')).toBe('[2J ]0;title a b');
});
