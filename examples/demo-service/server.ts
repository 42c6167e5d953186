import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { createAccessLog } from './access_log.ts';
import { HttpError, installErrorAnswers } from './errors.ts';
import { type Chaos, createFailureSwitch, type FailureSwitch } from './failure_switch.ts';
import { createWaits } from './latency.ts';
import { openLogFile } from './log_file.ts';
import { registerApiRoutes } from './routes.ts';

/** How a demo service starts. */
export interface DemoServiceOptions {
  /** The address to listen on; without one 127.0.0.1, since nothing here asks who is calling. */
  host?: string;
  /** The port to listen on; 0 takes any free one. */
  port: number;
  /** Where the access log goes; relative to the working directory. */
  logFile: string;
  /** The name that every log line carries. */
  service?: string;
  /** The first position of the failure switch. */
  chaos?: Partial<Chaos>;
  /** Multiplies the latencies of all routes; 0 answers at once. */
  latencyScale?: number;
  /** Where chance comes from: a number from 0 (inclusive) to 1 (exclusive). */
  random?: () => number;
  /** Told about trouble with the access log, which no request sees. */
  onProblem?: (problem: Error) => void;
}

/** A running demo service. */
export interface DemoService {
  /** Its address, such as http://127.0.0.1:8000. */
  url: string;
  port: number;
  logFile: string;
  /** Reads and changes the injected failures without HTTP. */
  chaos: FailureSwitch;
  /** How many requests wait for their answer now, without /health and /chaos. */
  readonly underWay: number;
  /**
   * Opens the access log anew, as a log rotation asks for.
   * @throws Error when the file cannot be opened; the old one stays in use.
   */
  reopenLog(): void;
  /** Answers what is under way, closes, and leaves every line in the log. May be called twice. */
  stop(): Promise<void>;
}

/** Paths that leave no line: what watches and switches the service is not its traffic. */
const UNLOGGED_PATHS = ['/health', '/chaos'];

/** A client that is still sending its request this long after stop() is cut off. */
const STOP_GRACE_MS = 3000;

/**
 * Starts the demo service.
 * @throws Error when the log cannot be opened, the port cannot be had, or the chaos is out of range.
 */
export async function startDemoService(options: DemoServiceOptions): Promise<DemoService> {
  const { host = '127.0.0.1', port, service = 'demo-api', latencyScale = 1, random = Math.random } = options;
  const chaos = createFailureSwitch({ errors: 0, slow_ms: 0, ...options.chaos });
  const file = openLogFile(options.logFile, options.onProblem ?? (() => {}));
  const log = createAccessLog(file, service, UNLOGGED_PATHS);
  const waits = createWaits();
  const servers: Server[] = [];

  const app = fastify({
    genReqId: log.requestId,
    bodyLimit: 64 * 1024,
    // The log watches the server itself: what Fastify answers without its hooks is a request too.
    serverFactory: (handler) => {
      const server = createServer({ requestTimeout: 30_000 }, (request, response) => {
        log.watch(request, response);
        handler(request, response);
      });
      servers.push(server);
      return server;
    },
  });
  // By default Fastify also takes text, and then complains about the body instead of its type.
  app.removeContentTypeParser('text/plain');
  installErrorAnswers(app, (request, errorType) => log.setErrorType(request.raw, errorType));

  // Connections that their clients keep open would hold up the stop.
  let stopping = false;
  app.addHook('onSend', async (_request, reply) => {
    if (stopping) reply.header('connection', 'close');
  });

  app.get('/health', async () => ({ status: 'ok', service }));
  app.get('/chaos', async () => chaos.get());
  app.post('/chaos', async (request) => {
    try {
      return chaos.set(request.body, 'POST /chaos');
    } catch (cause) {
      throw cause instanceof Error ? new HttpError(400, cause.name, cause.message) : cause;
    }
  });

  // A scope of its own: the switch spares /health and /chaos, or nothing could be healed.
  app.register(async (api) => {
    api.addHook('onRequest', async (request) => {
      const { errors, slow_ms } = chaos.get();
      await waits.wait(slow_ms);
      if (random() >= errors) return;
      const route = `${request.method} ${request.routeOptions.url ?? request.url}`;
      throw new HttpError(
        500,
        'InjectedFailure',
        `${route}: failed on purpose; POST /chaos switches this off.`,
      );
    });
    registerApiRoutes(api, { spend: (ms) => waits.wait(ms * latencyScale), random });
  });

  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    file.close();
    throw listenError(cause, host, port);
  }

  async function stop(): Promise<void> {
    stopping = true;
    waits.endAll();
    const deadline = performance.now() + STOP_GRACE_MS;
    // Node waits for connections that never sent a request, although nothing is owed to them.
    const cutOff = setInterval(() => {
      if (log.underWay > 0 && performance.now() < deadline) return;
      for (const server of servers) server.closeAllConnections();
    }, 20);
    await app.close();
    clearInterval(cutOff);
    log.flush();
    file.close();
  }

  const bound = (app.server.address() as AddressInfo).port;
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    logFile: file.path,
    chaos,
    get underWay() {
      return log.underWay;
    },
    reopenLog: () => file.reopen(),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

function listenError(cause: unknown, host: string, port: number): Error {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const where = `Cannot listen on ${host}:${port}`;
  const remedy =
    code === 'EADDRINUSE'
      ? 'the port is in use. Stop the program that has it, or choose another port with --port.'
      : code === 'EACCES'
        ? 'this user may not open that port. Choose one above 1023 with --port.'
        : code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND'
          ? 'this machine has no such address. Choose another with --host.'
          : `${cause instanceof Error ? cause.message : String(cause)}.`;
  return new Error(`${where}: ${remedy}`, { cause });
}
