import { OTHER_VALUE } from '../../conventions/labels.ts';

/** Beyond so many, services are counted together as `<other>`. */
const MOST_SERVICES = 2_000;
/** Beyond so many, the routes of a service are counted together as `<other>`. */
const MOST_ROUTES = 20_000;

export interface RouteName {
  readonly service: string;
  readonly method: string;
  readonly route: string;
}

/** Numbers for names, small and used again, with the tick at which each name was last there. */
class Numbers<T> {
  readonly names: (T | undefined)[] = [];
  readonly #byKey = new Map<string, number>();
  readonly #keys: string[] = [];
  readonly #free: number[] = [];
  #seen = new Int32Array(64);

  get count(): number {
    return this.#byKey.size;
  }

  find(key: string): number | undefined {
    return this.#byKey.get(key);
  }

  add(key: string, name: T): number {
    const number = this.#free.pop() ?? this.names.length;
    this.names[number] = name;
    this.#keys[number] = key;
    this.#byKey.set(key, number);
    if (number >= this.#seen.length) {
      const more = new Int32Array(this.#seen.length * 2);
      more.set(this.#seen);
      this.#seen = more;
    }
    return number;
  }

  saw(number: number, tick: number): void {
    this.#seen[number] = tick;
  }

  /** Names that were there at a tick or later, with their numbers. */
  seenSince(tick: number): (readonly [number: number, name: T])[] {
    return this.names.flatMap((name, number) =>
      name !== undefined && (this.#seen[number] as number) >= tick ? [[number, name] as const] : [],
    );
  }

  /** Numbers that were not seen since a tick are free from now on; answers them. */
  releaseBefore(tick: number): number[] {
    const released: number[] = [];
    for (const [key, number] of this.#byKey) {
      if ((this.#seen[number] as number) >= tick) continue;
      this.#byKey.delete(key);
      this.names[number] = undefined;
      this.#free.push(number);
      released.push(number);
    }
    return released;
  }
}

/** The services and routes that are counted, each with a number. */
export class SignalNames {
  readonly services = new Numbers<string>();
  readonly routes = new Numbers<RouteName>();
  /** The service's number by that of its route. */
  readonly #serviceOf: number[] = [];

  /** The number of a route; it and its service get one if they are new. */
  route(name: RouteName, tick: number): number {
    const service = this.service(name.service, tick);
    const key = `${service}\u0000${name.method}\u0000${name.route}`;
    const known = this.routes.find(key);
    if (known !== undefined) return known;
    const isOne = name.method === OTHER_VALUE && name.route === OTHER_VALUE;
    if (this.routes.count >= MOST_ROUTES && !isOne) {
      return this.route({ service: name.service, method: OTHER_VALUE, route: OTHER_VALUE }, tick);
    }
    const number = this.routes.add(key, { ...name, service: this.services.names[service] ?? '' });
    this.#serviceOf[number] = service;
    this.routes.saw(number, tick);
    return number;
  }

  /** The number of a service, a new one if it is new. */
  service(name: string, tick: number): number {
    const known = this.services.find(name);
    if (known !== undefined) {
      this.services.saw(known, tick);
      return known;
    }
    if (this.services.count >= MOST_SERVICES && name !== OTHER_VALUE) return this.service(OTHER_VALUE, tick);
    const number = this.services.add(name, name);
    this.services.saw(number, tick);
    return number;
  }

  /** The number of a route's service. */
  serviceOf(route: number): number {
    return this.#serviceOf[route] as number;
  }

  /** A route is there, and with it its service. */
  saw(route: number, tick: number): void {
    this.routes.saw(route, tick);
    this.services.saw(this.serviceOf(route), tick);
  }
}
