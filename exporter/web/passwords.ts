import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { compare, getRounds, truncates } from 'bcryptjs';

/** Most passwords that wait while one is compared. */
const MOST_WAITING = 32;
/** Most passwords that are known to be right, and as many that are known to be wrong, as in Prometheus's exporter-toolkit. */
const MOST_KNOWN = 100;
const USUAL_COST = 10;

/**
 * Compares passwords with bcrypt hashes. A comparison keeps a processor busy for a tenth of a second: one is at work at a time,
 * half of the time, and what came of it is remembered by a keyed digest of the password, never by itself.
 */
export class Passwords {
  readonly #users: ReadonlyMap<string, string>;
  readonly #nobody: string;
  readonly #key = randomBytes(32);
  readonly #known = new Set<string>();
  readonly #wrong = new Set<string>();
  readonly #atWork = new Map<string, Promise<boolean | null>>();
  #last: Promise<unknown> = Promise.resolve();

  /** `users` are bcrypt hashes by name. */
  constructor(users: ReadonlyMap<string, string>) {
    this.#users = users;
    // Whoever is unknown must take as long as whoever is not.
    const cost = Math.max(...[...users.values()].map(getRounds), users.size === 0 ? USUAL_COST : 0);
    this.#nobody = `$2b$${String(cost).padStart(2, '0')}$${randomBytes(40).toString('hex').slice(0, 53)}`;
  }

  /** Whether there is nobody whose password could be right. */
  get isEmpty(): boolean {
    return this.#users.size === 0;
  }

  /** Whether this password was right before; takes no time. */
  isKnown(user: string, password: string): boolean {
    return this.#known.has(this.#digest(user, password));
  }

  /**
   * Whether a password is right; null where too many wait already, or where nobody wants to know any more when its turn comes
   * (`isVain`). bcrypt reads 72 bytes: what is longer is wrong, for otherwise
   * all that begin alike would be right.
   */
  async isRight(user: string, password: string, isVain = () => false): Promise<boolean | null> {
    if (truncates(password)) return false;
    const digest = this.#digest(user, password);
    if (this.#known.has(digest)) return true;
    if (this.#wrong.has(digest)) return false;
    const others = this.#atWork.get(digest);
    if (others !== undefined) return await others;
    if (this.#atWork.size >= MOST_WAITING) return null;
    const verdict = this.#inTurn(async () => (isVain() ? null : await this.#compare(user, password)));
    this.#atWork.set(digest, verdict);
    try {
      const isRight = await verdict;
      if (isRight !== null) remember(isRight ? this.#known : this.#wrong, digest);
      return isRight;
    } finally {
      this.#atWork.delete(digest);
    }
  }

  async #compare(user: string, password: string): Promise<boolean> {
    const hash = this.#users.get(user);
    const isSame = await compare(password, hash ?? this.#nobody);
    return isSame && hash !== undefined;
  }

  #inTurn(work: () => Promise<boolean | null>): Promise<boolean | null> {
    const result = this.#last.then(work);
    // As long a rest, in which scrapes are answered.
    this.#last = this.#last.then(async () => {
      const begun = performance.now();
      await result.catch(() => {});
      await sleep(performance.now() - begun, undefined, { ref: false });
    });
    return result;
  }

  #digest(user: string, password: string): string {
    return createHmac('sha256', this.#key)
      .update(JSON.stringify([user, password]))
      .digest('base64');
  }
}

function remember(known: Set<string>, digest: string): void {
  for (const oldest of known) {
    if (known.size < MOST_KNOWN) break;
    known.delete(oldest);
  }
  known.add(digest);
}
