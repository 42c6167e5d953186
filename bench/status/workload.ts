import { LOGS_PATH } from '../../exporter/sources/receiver.ts';

export const SERVICES = 50;
/** Of each service. */
export const ROUTES = 200;

const EVERY_MS = 1_000;
/** Every second a fifth of the services is heard of, so that each has other numbers at each reading. */
const TURNS = 5;
/** Requests of a service that is heard of. */
const PACE = 20;
const ERRORS_EVERY = 23;

/** The services, by name. */
export function serviceNames(): readonly string[] {
  return Array.from({ length: SERVICES }, (_, index) => `service-${String(index).padStart(2, '0')}`);
}

/** `sources` of monitoring.yml: one for each service, to which its log is sent, since fifty that watch files have other work too. */
export function sources(): readonly Record<string, unknown>[] {
  return serviceNames().map((service) => ({
    type: 'logs',
    name: service,
    service,
    http: true,
    golden_signals: { method: '$.method', route: '$.route', status: '$.status', duration_ms: '$.ms' },
  }));
}

/** The requests that services answer, as lines sent to the exporter. */
export class Traffic {
  readonly #url: string;
  #timer: NodeJS.Timeout | null = null;
  #sending: Promise<void> = Promise.resolve();
  #turn = 0;
  #sent = 0;

  constructor(url: string) {
    this.#url = `${url}${LOGS_PATH.path}`;
  }

  /** One request for each route of each service, which are counted when it resolves. */
  async fill(): Promise<void> {
    await this.#send(serviceNames(), ROUTES);
  }

  /** Goes on until `end`. */
  begin(): void {
    this.#timer = setInterval(() => {
      this.#turn += 1;
      const heard = serviceNames().filter((_, index) => index % TURNS === this.#turn % TURNS);
      this.#sending = this.#sending.then(() => this.#send(heard, PACE));
    }, EVERY_MS);
  }

  /** Rejects where something could not be sent. */
  async end(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#sending;
  }

  async #send(services: readonly string[], requests: number): Promise<void> {
    const first = this.#sent;
    this.#sent += requests;
    for (const service of services) {
      const lines = Array.from({ length: requests }, (_, nth) => lineOf(service, first + nth));
      const response = await fetch(`${this.#url}?source=${service}`, {
        method: 'POST',
        body: lines.join(''),
      });
      const said = await response.text();
      if (response.status !== 202) throw new Error(`The exporter answered ${response.status}: ${said}`);
    }
  }
}

function lineOf(service: string, nth: number): string {
  const chance = (Number(service.slice(-2)) * 7_919 + nth * 104_729) % 1_000;
  return `${JSON.stringify({
    method: 'GET',
    route: `/resources/${nth % ROUTES}/things`,
    status: nth % ERRORS_EVERY === 0 ? 500 : 200,
    ms: 5 + chance,
  })}\n`;
}
