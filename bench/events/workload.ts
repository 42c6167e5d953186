/** Events of a request. */
export const BATCH = 100;
const PLANS = ['free', 'pro', 'team', 'enterprise'];
const QUEUES = ['mail', 'images', 'billing'];
const ID_DIGITS = 12;

/** How events are sent. */
export const SHAPES = {
  array: { title: 'JSON arrays', hasIds: false, mediaType: 'application/json' },
  lines: { title: 'NDJSON', hasIds: false, mediaType: 'application/x-ndjson' },
  ids: { title: 'JSON arrays, each event with an id', hasIds: true, mediaType: 'application/json' },
} as const;
export type Shape = keyof typeof SHAPES;

/** The source of monitoring.yml that declares them. */
export const SOURCE = {
  type: 'events',
  metrics: [
    { name: 'user_registrations_total', type: 'counter', labels: ['plan'] },
    { name: 'orders_total', type: 'counter' },
    { name: 'cart_value_dollars', type: 'histogram', buckets: [10, 25, 50, 100, 250] },
    { name: 'queue_length', type: 'gauge', labels: ['queue'] },
  ],
};

/** Bodies of one shape, one after the other; ids are never the same. */
export class Bodies {
  readonly #template: Buffer;
  /** Where ids begin. */
  readonly #ids: number[] = [];
  #next = 0;

  constructor(shape: Shape) {
    const { hasIds } = SHAPES[shape];
    const events = Array.from({ length: BATCH }, (_, index) =>
      JSON.stringify({ ...eventOf(index), ...(hasIds ? { id: `e-${'0'.repeat(ID_DIGITS)}` } : {}) }),
    );
    const text = shape === 'lines' ? events.join('\n') : `[${events.join(',')}]`;
    this.#template = Buffer.from(text);
    for (let at = text.indexOf('"e-'); at >= 0; at = text.indexOf('"e-', at + 1)) this.#ids.push(at + 3);
  }

  /** The next one; it is good until the one after it. */
  next(): Buffer {
    for (const at of this.#ids) {
      this.#next += 1;
      this.#template.write(String(this.#next).padStart(ID_DIGITS, '0'), at, 'latin1');
    }
    return this.#template;
  }
}

function eventOf(index: number): object {
  switch (index % 4) {
    case 0:
      return { metric: 'user_registrations_total', labels: { plan: PLANS[(index >> 2) % PLANS.length] } };
    case 1:
      return { metric: 'orders_total', value: 1 + (index % 3) };
    case 2:
      return { metric: 'cart_value_dollars', value: ((index * 37) % 300) + 0.5 };
    default:
      return {
        metric: 'queue_length',
        labels: { queue: QUEUES[(index >> 2) % QUEUES.length] },
        value: index,
      };
  }
}
