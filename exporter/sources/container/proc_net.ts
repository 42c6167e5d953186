import type { Files } from './files.ts';
import { linesOf } from './parse.ts';
import { malformed, Problem } from './problem.ts';

const HEADER = /^\s*sl\s+local_address\s/;
const ADDRESS = '[0-9A-F]{8}(?:[0-9A-F]{24})?:[0-9A-F]{4}';
const SOCKET = new RegExp(`^\\s*\\d+: ${ADDRESS} ${ADDRESS} ([0-9A-F]{2}) `);
// TCP_ESTABLISHED of the kernel's include/net/tcp_states.h.
const ESTABLISHED = '01';

/**
 * How many connections of `/proc/net/tcp` or `/proc/net/tcp6` are established.
 * Format: the kernel's Documentation/networking/proc_net_tcp.rst.
 */
export function parseEstablished(text: string, file: string): number | Problem {
  const [header = '', ...sockets] = linesOf(text);
  if (!HEADER.test(header)) return malformed(file, 1, header, 'the header «sl local_address …»');
  let established = 0;
  for (const [index, line] of sockets.entries()) {
    const match = SOCKET.exec(line);
    if (match === null) return malformed(file, index + 2, line, '«number: local remote state …»');
    if (match[1] === ESTABLISHED) established += 1;
  }
  return established;
}

/** Established TCP connections in the exporter's own network namespace. */
export async function ownConnections(files: Files): Promise<number | Problem> {
  return (await connectionsIn(files, '/proc/net')) ?? new Problem('/proc/net/tcp does not exist');
}

/** Established TCP connections in the network namespace of the first of these processes that still runs. */
export async function connectionsOf(
  files: Files,
  processes: readonly number[],
  cgroup: string,
): Promise<number | Problem> {
  for (const pid of processes) {
    const connections = pid === 0 ? null : await connectionsIn(files, `/proc/${pid}/net`);
    if (connections !== null) return connections;
  }
  return new Problem(
    `${cgroup} has no process whose /proc/<pid>/net/tcp can be seen; its connections are known only while a ` +
      'process runs in it, and only where the exporter shares the PID namespace of the host',
  );
}

async function connectionsIn(files: Files, directory: string): Promise<number | null | Problem> {
  const v4 = await files.optional(`${directory}/tcp`, parseEstablished);
  if (v4 === null || v4 instanceof Problem) return v4;
  // Missing where the kernel runs without IPv6.
  const v6 = await files.optional(`${directory}/tcp6`, parseEstablished);
  return v6 instanceof Problem ? v6 : v4 + (v6 ?? 0);
}
