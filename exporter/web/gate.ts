import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { readAuthorization } from './authorization.ts';
import type { Credentials } from './credentials.ts';
import type { FailureLimit } from './failure_limit.ts';
import { foreignOrigin, foreignPage } from './foreign_page.ts';
import { Passwords } from './passwords.ts';
import {
  BUSY,
  certificateProblem,
  foreign,
  mustWait,
  notHere,
  type Refusal,
  unauthorized,
  type Way,
} from './refusals.ts';
import type { Place, WebSettings } from './settings.ts';
import { TOKEN_USER } from './users_file.ts';

/** A request that wants in. */
export interface Knock {
  /** Where to: any of these policies may let it in. */
  readonly places: readonly Place[];
  readonly headers: IncomingHttpHeaders;
  /** Amazon Data Firehose's access key, which stands for the token; null where there is none. */
  readonly accessKey: string | null;
  readonly address: string;
  /** The certificate that the client has shown. */
  readonly certificate: 'none' | 'verified' | 'wrong';
}

export interface GateOptions {
  readonly settings: Pick<WebSettings, 'access' | 'tls_server_config'>;
  readonly credentials: Credentials;
  /** Whether only this machine reaches the server. */
  readonly isLoopback: boolean;
  readonly limit: FailureLimit;
  /** An address has to wait from now on. */
  readonly onLimited: (address: string, seconds: number) => void;
}

/** Who is let in, by the settings and files of one moment. */
export class Gate {
  readonly #options: GateOptions;
  readonly #passwords: Passwords;
  readonly #tokenDigest: Buffer | null;

  constructor(options: GateOptions) {
    this.#options = options;
    this.#passwords = new Passwords(options.credentials.users);
    const { token } = options.credentials;
    this.#tokenDigest = token === null ? null : digest(token);
  }

  /** Null where a request is let in. Never rejects. */
  async refusal(knock: Knock): Promise<Refusal | null> {
    const { settings, isLoopback } = this.#options;
    const ofCertificate = certificateProblem(knock.certificate, settings.tls_server_config?.client_auth_type);
    if (ofCertificate !== null) return ofCertificate;
    const isForAnyone = knock.places.some((place) => settings.access[place] === 'anyone');
    const wantsNothing = this.#tokenDigest === null && this.#passwords.isEmpty;
    if (isForAnyone || wantsNothing) {
      if (isForAnyone && !isLoopback) return null;
      // Whoever is known by nothing, or by a certificate, may be a browser that shows a page of strangers.
      return foreign((isLoopback ? foreignPage : foreignOrigin)(knock.headers));
    }
    return await this.#byCredentials(knock, this.#waysTo(knock.places));
  }

  #waysTo(places: readonly Place[]): Way[] {
    const policies = places.map((place) => this.#options.settings.access[place]);
    const isLetIn = (way: Way) => policies.some((policy) => policy === 'either' || policy === way);
    return [
      ...(this.#tokenDigest !== null && isLetIn('token') ? (['token'] as const) : []),
      ...(!this.#passwords.isEmpty && isLetIn('basic') ? (['basic'] as const) : []),
    ];
  }

  async #byCredentials(knock: Knock, ways: readonly Way[]): Promise<Refusal | null> {
    const shown = readAuthorization(knock.headers.authorization);
    switch (shown.scheme) {
      case 'none':
        return this.#byAccessKey(knock, ways);
      case 'unreadable':
        return unauthorized('wrong_credentials', 'has a wrong', ways);
      case 'bearer':
        return this.#byToken(shown.token, knock, ways);
      case 'basic': {
        const { user, password } = shown;
        const refusal =
          user === TOKEN_USER
            ? this.#byToken(password, knock, ways)
            : await this.#byPassword(user, password, knock, ways);
        // Browsers send these by themselves, whichever page asks them to.
        return refusal ?? foreign(foreignOrigin(knock.headers));
      }
    }
  }

  #byAccessKey(knock: Knock, ways: readonly Way[]): Refusal | null {
    const { accessKey } = knock;
    if (accessKey === null) return unauthorized('no_credentials', 'has no', ways);
    if (!this.#isToken(accessKey))
      return this.#failed(knock, 'has a wrong access key, and no', ways, accessKey);
    return ways.includes('token') ? null : notHere(ways);
  }

  #byToken(token: string, knock: Knock, ways: readonly Way[]): Refusal | null {
    if (!this.#isToken(token)) return this.#failed(knock, 'has a wrong', ways, token);
    return ways.includes('token') ? null : notHere(ways);
  }

  async #byPassword(
    user: string,
    password: string,
    knock: Knock,
    ways: readonly Way[],
  ): Promise<Refusal | null> {
    const isRight = await this.#isPassword(knock, user, password);
    if (isRight === null) return this.#mustWait(knock) ?? BUSY;
    if (!isRight) return this.#failed(knock, 'has a wrong', ways, JSON.stringify([user, password]));
    return ways.includes('basic') ? null : notHere(ways);
  }

  #isToken(given: string): boolean {
    return this.#tokenDigest !== null && timingSafeEqual(digest(given), this.#tokenDigest);
  }

  /** Null where it was not tried. */
  async #isPassword({ address }: Knock, user: string, password: string): Promise<boolean | null> {
    const { limit } = this.#options;
    if (this.#passwords.isEmpty) return false;
    if (this.#passwords.isKnown(user, password)) return true;
    const isVain = () => limit.wait(address) > 0;
    return isVain() ? null : await this.#passwords.isRight(user, password, isVain);
  }

  #mustWait({ address }: Knock): Refusal | null {
    const wait = this.#options.limit.wait(address);
    return wait === 0 ? null : mustWait(address, wait);
  }

  #failed(knock: Knock, problem: string, ways: readonly Way[], guess: string): Refusal {
    const { limit, onLimited } = this.#options;
    const refusal = this.#mustWait(knock);
    if (refusal !== null) return refusal;
    const seconds = limit.fail(knock.address, guess);
    if (seconds > 0) onLimited(knock.address, seconds);
    return unauthorized('wrong_credentials', problem, ways);
  }
}

// Digests are of one length, whatever was sent, so that comparing them tells nothing by its time.
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
