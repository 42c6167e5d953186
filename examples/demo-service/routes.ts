import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { HttpError } from './errors.ts';
import { drawLatencyMs, type Latency } from './latency.ts';

/** What the routes need from the service around them. */
export interface ApiSurroundings {
  /** Passes the time that a real service would spend; milliseconds. */
  spend(ms: number): Promise<void>;
  /** A number from 0 (inclusive) to 1 (exclusive). */
  random(): number;
}

/** Users 1 to KNOWN_USERS exist; every other one is answered with 404. */
export const KNOWN_USERS = 1000;

/** Orders beyond this number push out the oldest. */
const KEPT_ORDERS = 10_000;

const LATENCIES = {
  readUser: { medianMs: 5, sigma: 0.4 },
  readOrder: { medianMs: 12, sigma: 0.5 },
  createOrder: { medianMs: 40, sigma: 0.5 },
  search: { medianMs: 80, sigma: 0.6 },
  chat: { medianMs: 250, sigma: 0.6 },
} as const satisfies Record<string, Latency>;

interface Order {
  id: string;
  user_id: number;
  item: string;
  quantity: number;
}

const userId = { type: 'integer', minimum: 1 } as const;
const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength }) as const;
const object = (properties: Record<string, unknown>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});

/** Registers the API: users, orders, search and chat. */
export function registerApiRoutes(app: FastifyInstance, { spend, random }: ApiSurroundings): void {
  const orders = new Map<string, Order>();
  const work = (latency: Latency) => spend(drawLatencyMs(latency, random));

  app.get<{ Params: { id: number } }>(
    '/users/:id',
    { schema: { params: object({ id: userId }) } },
    async (request) => {
      await work(LATENCIES.readUser);
      const { id } = request.params;
      if (id > KNOWN_USERS) throw notFound(`GET /users/:id: there is no user ${id}.`);
      return { id, name: `User ${id}`, plan: id % 10 === 0 ? 'pro' : 'free' };
    },
  );

  app.post<{ Body: Omit<Order, 'id'> }>(
    '/orders',
    {
      schema: {
        body: object({
          user_id: userId,
          item: text(100),
          quantity: { type: 'integer', minimum: 1, maximum: 100 },
        }),
      },
    },
    async (request, reply) => {
      await work(LATENCIES.createOrder);
      const { user_id, item, quantity } = request.body;
      const order: Order = { id: randomUUID(), user_id, item, quantity };
      orders.set(order.id, order);
      const oldest = orders.keys().next();
      if (orders.size > KEPT_ORDERS && !oldest.done) orders.delete(oldest.value);
      return reply.code(201).send(order);
    },
  );

  app.get<{ Params: { id: string } }>(
    '/orders/:id',
    { schema: { params: object({ id: { type: 'string', format: 'uuid' } }) } },
    async (request) => {
      await work(LATENCIES.readOrder);
      const { id } = request.params;
      const order = orders.get(id);
      if (order === undefined) throw notFound(`GET /orders/:id: there is no order ${id}.`);
      return order;
    },
  );

  app.get<{ Querystring: { q: string } }>(
    '/search',
    { schema: { querystring: object({ q: text(100) }) } },
    async (request) => {
      await work(LATENCIES.search);
      const found = Array.from({ length: Math.floor(random() * 10) }, (_, index) => ({
        rank: index + 1,
        title: `${request.query.q} ${index + 1}`,
      }));
      return { query: request.query.q, found };
    },
  );

  app.post<{ Body: { user_id: number; message: string } }>(
    '/chat',
    { schema: { body: object({ user_id: userId, message: text(4000) }) } },
    async (request) => {
      await work(LATENCIES.chat);
      const { message } = request.body;
      return { reply: `You said: ${message}`, tokens: Math.ceil(message.length / 4) };
    },
  );
}

function notFound(message: string): HttpError {
  return new HttpError(404, 'NotFound', message);
}
