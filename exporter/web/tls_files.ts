import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { WebSettings } from './settings.ts';

export type TlsServerConfig = NonNullable<WebSettings['tls_server_config']>;

/** What an HTTPS server shows and asks for. */
export interface TlsFiles {
  readonly context: SecureContextOptions;
  /** When the certificate begins and ends to be valid, in milliseconds since 1970. */
  readonly begin: number;
  readonly expiry: number;
  /** Differs where a file differs. */
  readonly digest: string;
}

/** Files that cannot be used; `digest` differs where a file differs, and is null where one cannot be read. */
export class TlsFilesError extends Error {
  override readonly name = 'TlsFilesError';
  readonly digest: string | null;

  constructor(message: string, digest: string | null) {
    super(message);
    this.digest = digest;
  }
}

const VERSIONS = { TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' } as const;

/** Reads certificate, key and authority. Throws a TlsFilesError that says what to do where they cannot be used. */
export async function readTlsFiles(tls: TlsServerConfig, baseDirectory: string): Promise<TlsFiles> {
  // One after the other, so that of several that cannot be read it is always the same that is named.
  const cert = await read('cert_file', tls.cert_file, baseDirectory);
  const key = await read('key_file', tls.key_file, baseDirectory);
  const ca =
    tls.client_ca_file === undefined ? null : await read('client_ca_file', tls.client_ca_file, baseDirectory);
  const digest = [cert, key, ca]
    .map((one) =>
      createHash('sha256')
        .update(one?.text ?? '')
        .digest('base64'),
    )
    .join();
  const refuse = (message: string) => new TlsFilesError(message, digest);
  const certificate = attempt(
    () => new X509Certificate(cert.text),
    () => refuse(`The file ${cert.path} (${settingOf('cert_file')}) holds no certificate as PEM.`),
  );
  const privateKey = attempt(
    () => createPrivateKey(key.text),
    () =>
      refuse(
        `The file ${key.path} (${settingOf('key_file')}) holds no private key as PEM, or one with a passphrase.`,
      ),
  );
  if (!certificate.checkPrivateKey(privateKey)) {
    throw refuse(
      `The key ${key.path} does not belong to the certificate ${cert.path}. Let both files of exporter.tls_server_config be of one pair.`,
    );
  }
  if (ca !== null) {
    attempt(
      () => new X509Certificate(ca.text),
      () => refuse(`The file ${ca.path} (${settingOf('client_ca_file')}) holds no certificate as PEM.`),
    );
  }
  const context = {
    cert: cert.text,
    key: key.text,
    minVersion: VERSIONS[tls.min_version],
    ...(ca !== null && { ca: ca.text }),
  };
  attempt(
    () => createSecureContext(context),
    (error) =>
      refuse(`The files of exporter.tls_server_config cannot be used: ${error.message}. Replace them.`),
  );
  const [begin, expiry] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  return { context, begin, expiry, digest };
}

type FileKey = 'cert_file' | 'key_file' | 'client_ca_file';

function settingOf(key: FileKey): string {
  return `exporter.tls_server_config.${key}`;
}

async function read(
  key: FileKey,
  file: string,
  baseDirectory: string,
): Promise<{ path: string; text: string }> {
  const path = resolve(baseDirectory, file);
  try {
    return { path, text: await readFile(path, 'utf8') };
  } catch (error) {
    throw new TlsFilesError(
      `The file ${path} (${settingOf(key)}) cannot be read: ${(error as Error).message}. ` +
        'Let it be a file that the user who runs the exporter can read.',
      null,
    );
  }
}

function attempt<T>(work: () => T, refusal: (error: Error) => TlsFilesError): T {
  try {
    return work();
  } catch (error) {
    throw refusal(error as Error);
  }
}
