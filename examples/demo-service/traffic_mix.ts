import { randomUUID } from 'node:crypto';

/** One request of the mix. */
export interface PlannedRequest {
  method: 'GET' | 'POST';
  /** Path and query. */
  target: string;
  /** Sent as JSON. */
  body?: unknown;
}

/** Chooses requests and learns from the answers which orders there are. */
export interface TrafficMix {
  next(): PlannedRequest;
  /** Remembers an order that the service created, so that later requests can ask for it. */
  orderCreated(id: string): void;
}

/** The service knows users 1 to 1000; asking a little beyond them gives natural 404s. */
const ASKED_USERS = 1020;
const KEPT_ORDER_IDS = 200;

const ITEMS = ['mirror', 'frame', 'lamp', 'shelf'];
const SEARCHES = ['morning reflection', 'mirror', 'gratitude', 'sleep', 'habit'];
const MESSAGES = ['How was my week?', 'What did I write yesterday?', 'Help me plan tomorrow, step by step.'];

/**
 * A weighted mix over all routes with changing identifiers; about 4 % are refused with 4xx.
 * @param random a number from 0 (inclusive) to 1 (exclusive).
 */
export function createTrafficMix(random: () => number): TrafficMix {
  const orderIds: string[] = [];
  const upTo = (count: number) => Math.floor(random() * count);
  const oneOf = (choices: readonly string[]) => choices[upTo(choices.length)] ?? '';

  function createOrder(quantity: number): PlannedRequest {
    return {
      method: 'POST',
      target: '/orders',
      body: { user_id: 1 + upTo(1000), item: oneOf(ITEMS), quantity },
    };
  }

  const weighted: [weight: number, plan: () => PlannedRequest][] = [
    [40, () => ({ method: 'GET', target: `/users/${1 + upTo(ASKED_USERS)}` })],
    [
      20,
      () =>
        orderIds.length === 0
          ? createOrder(1 + upTo(5))
          : { method: 'GET', target: `/orders/${oneOf(orderIds)}` },
    ],
    [11, () => createOrder(1 + upTo(5))],
    [14, () => ({ method: 'GET', target: `/search?q=${encodeURIComponent(oneOf(SEARCHES))}` })],
    [
      12,
      () => ({
        method: 'POST',
        target: '/chat',
        body: { user_id: 1 + upTo(1000), message: oneOf(MESSAGES) },
      }),
    ],
    [1, () => createOrder(0)],
    [1, () => ({ method: 'GET', target: `/orders/${randomUUID()}` })],
    [1, () => ({ method: 'GET', target: `/favicon-${upTo(1000)}.ico` })],
  ];
  const total = weighted.reduce((sum, [weight]) => sum + weight, 0);

  return {
    next() {
      let point = random() * total;
      for (const [weight, plan] of weighted) {
        point -= weight;
        if (point < 0) return plan();
      }
      return { method: 'GET', target: '/users/1' };
    },
    orderCreated(id) {
      orderIds.push(id);
      if (orderIds.length > KEPT_ORDER_IDS) orderIds.shift();
    },
  };
}
