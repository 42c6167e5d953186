import type { SecureContextOptions } from 'node:tls';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { isLoopback, parseListen } from '../listen.ts';
import type { ExporterSettings } from '../settings.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { FailureLimit } from './failure_limit.ts';
import { Gate } from './gate.ts';
import { readTlsFiles, type TlsFiles } from './tls_files.ts';
import { TlsWatch } from './tls_watch.ts';

/** What is told about it. */
export interface FrontMetrics {
  tlsLoaded(expiry: number): void;
  tlsFailed(): void;
}

export interface FrontOptions {
  readonly settings: ExporterSettings;
  readonly clock: Clock;
  readonly log: Logger;
}

interface SecureServer {
  setSecureContext(context: SecureContextOptions): void;
}

const LOG_PAUSE_MS = 60_000;

/** Files of settings, read; what is wrong with them has been told. */
export interface FrontFiles {
  readonly credentials: Credentials;
  readonly tls: TlsFiles | null;
}

/** Reads all files by which people and programs are let in. Throws an Error that says what to do where one cannot be used. */
export async function readFrontFiles(settings: ExporterSettings): Promise<FrontFiles> {
  const { tls_server_config: tls, baseDirectory } = settings;
  const credentials = await readCredentials(settings);
  return { credentials, tls: tls === undefined ? null : await readTlsFiles(tls, baseDirectory) };
}

/** What stands before the routes of the server: who is let in, and the certificates of HTTPS. */
export class Front {
  readonly #options: FrontOptions;
  readonly #metrics: FrontMetrics;
  readonly #limit: FailureLimit;
  readonly #watch: TlsWatch | null;
  readonly #servers: SecureServer[] = [];
  #tls: TlsFiles | null;
  #gate: Gate;
  #letsIn: { readonly credentials: Credentials; readonly access: ExporterSettings['access'] };
  #quietUntil = Number.NEGATIVE_INFINITY;
  #unlogged = 0;

  constructor(options: FrontOptions, files: FrontFiles, metrics: FrontMetrics) {
    this.#options = options;
    this.#metrics = metrics;
    this.#limit = new FailureLimit(() => options.clock.uptime());
    this.#gate = this.#gateOf(options.settings, files.credentials);
    this.#letsIn = { credentials: files.credentials, access: options.settings.access };
    this.#tls = files.tls;
    if (files.tls !== null) this.#loaded(files.tls);
    this.#watch = this.#watchOf(files.tls);
  }

  get gate(): Gate {
    return this.#gate;
  }

  /** HTTPS; null for HTTP. */
  get tls(): {
    context(): SecureContextOptions;
    readonly asksForCertificates: boolean;
    onServer(server: SecureServer): void;
  } | null {
    const config = this.#options.settings.tls_server_config;
    if (config === undefined) return null;
    return {
      context: () => this.#tls?.context ?? {},
      asksForCertificates: config.client_auth_type !== 'NoClientCert',
      onServer: (server) => this.#servers.push(server),
    };
  }

  /**
   * Reads the files of new settings; the answer puts them to use, and says whether others may be let in than before. Address and
   * `tls_server_config` stay those of the start, whose files are read anew. Throws like `readFrontFiles`.
   */
  async prepare(next: ExporterSettings): Promise<() => boolean> {
    const { listen, tls_server_config: tls } = this.#options.settings;
    const { tls_server_config: _, ...rest } = next;
    const settings = { ...rest, listen, ...(tls !== undefined && { tls_server_config: tls }) };
    const credentials = await readCredentials(settings);
    const files = await this.#watch?.read();
    return () => {
      const letsIn = { credentials, access: settings.access };
      const isOther = !isDeepStrictEqual(letsIn, this.#letsIn);
      // The same gate remembers which passwords were right.
      if (isOther) this.#gate = this.#gateOf(settings, credentials);
      this.#letsIn = letsIn;
      files?.use();
      return isOther;
    };
  }

  stop(): void {
    this.#watch?.stop();
  }

  #gateOf(settings: ExporterSettings, credentials: Credentials): Gate {
    return new Gate({
      settings,
      credentials,
      isLoopback: isLoopback(parseListen(settings.listen).host),
      limit: this.#limit,
      onLimited: (address, seconds) => this.#limited(address, seconds),
    });
  }

  #watchOf(files: TlsFiles | null): TlsWatch | null {
    const { settings, log } = this.#options;
    const { tls_server_config: config, baseDirectory } = settings;
    if (config === undefined || files === null) return null;
    return new TlsWatch({
      config,
      baseDirectory,
      files,
      onChange: (next) => {
        this.#tls = next;
        for (const server of this.#servers) server.setSecureContext(next.context);
        log.info(
          { expiry: new Date(next.expiry).toISOString() },
          'The files of exporter.tls_server_config are new.',
        );
      },
      onFine: (next) => this.#loaded(next),
      onTrouble: (message) => {
        this.#metrics.tlsFailed();
        log.error(`${message} Until then the files that were read before are used.`);
      },
    });
  }

  #loaded({ begin, expiry }: TlsFiles): void {
    this.#metrics.tlsLoaded(expiry);
    const { clock, log } = this.#options;
    const now = clock.now();
    const certificate = 'The certificate of exporter.tls_server_config';
    if (expiry <= now) log.warn(`${certificate} has ended at ${new Date(expiry).toISOString()}. Renew it.`);
    if (begin > now) {
      const when = new Date(begin).toISOString();
      log.warn(`${certificate} is not valid before ${when}. Set the clock, or take another one.`);
    }
  }

  // Who tries many addresses does not fill the log.
  #limited(address: string, seconds: number): void {
    const { clock, log } = this.#options;
    const now = clock.uptime();
    if (now < this.#quietUntil) {
      this.#unlogged += 1;
      return;
    }
    const others =
      this.#unlogged === 0 ? '' : ` So it was ${this.#unlogged} more times since this was last told.`;
    this.#quietUntil = now + LOG_PAUSE_MS;
    this.#unlogged = 0;
    log.warn(
      { address, seconds },
      `Wrong credentials came from ${address} again and again: no more of them are tried for ${seconds} s.${others} Correct what it sends, or keep it out.`,
    );
  }
}
