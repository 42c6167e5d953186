import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Paths of a certificate and its key, and what is in them, as PEM. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes `NAME.pem` and `NAME_key.pem`: a certificate for 127.0.0.1, signed by an authority, or an authority of its own. `usage` is what a
 * signed one is for, such as `serverAuth`; anything unless given.
 */
export async function certificate(
  directory: string,
  name: string,
  authority?: CertificateFiles,
  usage?: string,
): Promise<CertificateFiles> {
  const [certFile, keyFile] = [join(directory, `${name}.pem`), join(directory, `${name}_key.pem`)];
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', `/CN=${name}`, '-keyout', keyFile, '-out', certFile],
    ...(authority === undefined
      ? []
      : [
          ...['-CA', authority.certFile, '-CAkey', authority.keyFile],
          ...['-addext', 'basicConstraints=critical,CA:FALSE', '-addext', 'subjectAltName=IP:127.0.0.1'],
          ...(usage === undefined ? [] : ['-addext', `extendedKeyUsage=${usage}`]),
        ]),
  ]);
  const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
  return { certFile, keyFile, cert, key };
}
