import { expect, test } from 'vitest';
import { isLoopback, parseListen } from './listen.ts';

test.each([
  ['127.0.0.1:9464', '127.0.0.1', 9464],
  ['[::1]:9464', '::1', 9464],
  ['[::ffff:127.0.0.1]:1', '::ffff:127.0.0.1', 1],
  ['exporter.example.com:65535', 'exporter.example.com', 65_535],
  ['localhost:0', 'localhost', 0],
])('%s is host %s and port %i', (listen, host, port) => {
  expect(parseListen(listen)).toEqual({ host, port });
});

test.each([
  '127.0.0.1',
  '127.0.0.2',
  '127.255.255.254',
  '::1',
  '0:0:0:0:0:0:0:1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  'localhost',
])('only this machine reaches %s', (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each([
  '0.0.0.0',
  '::',
  '::ffff:0.0.0.0',
  '::ffff:192.0.2.1',
  '126.255.255.255',
  '128.0.0.1',
  '10.0.0.1',
  'fe80::1',
  '::2',
  // Names may be anything, and so may what only looks like an address.
  'example.com',
  'localhost.example.com',
  'my-laptop',
  '127.1',
  '127.0.0.1.example.com',
  '0x7f000001',
  '2130706433',
  '',
])('others may reach %s', (host) => {
  expect(isLoopback(host)).toBe(false);
});
