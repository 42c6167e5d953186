import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import Fastify, { LogController } from 'fastify';
import { goldwatchLogger } from '../../instrument/logger.ts'; // In an application: 'goldwatch/instrument/logger.ts'

const loggerInstance = goldwatchLogger(
  { service: 'experimentation-platform' },
  { write: (line) => appendFileSync('logs/app.json', line) },
);
// Every line of a request has its id, under the name that the other services give it.
const logController = new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' });
const app = Fastify({ loggerInstance, logController });

app.addHook('onResponse', async (request, reply) => {
  const { method, routeOptions, headers } = request;
  request.log.info(
    {
      method,
      route: routeOptions.url ?? '<unmatched>',
      status: reply.statusCode,
      duration_ms: reply.elapsedTime,
      headers, // Its authorization never reaches the log.
    },
    'request completed',
  );
});

app.get('/users/:id', async () => ({ name: 'Ada' }));
app.get('/report', async () => {
  await pause(120);
  return { rows: 0 };
});
app.get<{ Params: { id: string } }>('/test-error/:id', async ({ params, log }) => {
  const error = new RangeError(`Experiment ${params.id} does not exist`);
  log.error(error);
  throw Object.assign(error, { statusCode: 500 });
});

// A real one would listen; this one asks itself.
for (const url of ['/users/7', '/users/8', '/users/9', '/report', '/test-error/1', '/test-error/2']) {
  await app.inject({ url, headers: { authorization: 'Bearer hunter2' } });
}
await app.close();
