import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../tests/support/ports.ts';
import { requireFreePorts, type Wanted } from './ports.ts';

const wanted = (program: string, port: number, host = '127.0.0.1'): Wanted => ({
  program,
  host,
  port,
  change: `pass --${program}-port`,
});

/** A port that something listens on until the test ends. */
async function takenPort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

test('free ports are no trouble, and are free afterwards', async () => {
  const ports = [wanted('a', await freePort()), wanted('b', await freePort(), '0.0.0.0')];

  await requireFreePorts(ports);
  await requireFreePorts(ports);
});

test('every port that is in use is named, with what to change', async () => {
  const [first, second] = [await takenPort('127.0.0.1'), await takenPort('0.0.0.0')];

  await expect(
    requireFreePorts([wanted('a', first), wanted('b', await freePort()), wanted('c', second)]),
  ).rejects.toThrow(
    new Error(
      `Port ${first}, which a needs, is in use by another program: stop that, or pass --a-port.\n` +
        `Port ${second}, which c needs, is in use by another program: stop that, or pass --c-port.`,
    ),
  );
});

test('one port that two programs are to have is named', async () => {
  const port = await freePort();

  await expect(requireFreePorts([wanted('a', port), wanted('b', port)])).rejects.toThrow(
    new Error(`Port ${port} is meant for a and for b: pass --b-port.`),
  );
});

test('a port that cannot be had for another reason is not called in use', async () => {
  const port = await freePort();

  // An address that is for documentation only, and so never this machine's.
  await expect(requireFreePorts([wanted('a', port, '192.0.2.1')])).rejects.toThrow(
    new Error(`Port ${port}, which a needs, cannot be had on 192.0.2.1 (EADDRNOTAVAIL): pass --a-port.`),
  );
});
