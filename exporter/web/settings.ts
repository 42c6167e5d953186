import { z } from 'zod';

/** Parts of the server that may have policies of their own. */
export const PLACES = ['metrics', 'events', 'alerts', 'page'] as const;
export type Place = (typeof PLACES)[number];

const path = (what: string) => z.string({ error: what }).min(1, { error: what });

const certificate = 'the path of a certificate as PEM';
const key = 'the path of a private key as PEM';
const authority = 'the path of a certificate of an authority as PEM';

const tlsServerConfig = z
  .strictObject({
    cert_file: path(certificate).describe('The certificate, and those that lead to its authority.'),
    key_file: path(key).describe('Its private key.'),
    client_auth_type: z
      .enum(['NoClientCert', 'VerifyClientCertIfGiven', 'RequireAndVerifyClientCert'])
      .default('NoClientCert')
      .describe('Which certificates clients show. Health checks need none.'),
    client_ca_file: path(authority).optional().describe('Who signs the certificates of clients.'),
    min_version: z
      .enum(['TLS12', 'TLS13'])
      .default('TLS12')
      .describe('The oldest version of TLS that is spoken.'),
  })
  .refine((tls) => tls.client_auth_type === 'NoClientCert' || tls.client_ca_file !== undefined, {
    path: ['client_ca_file'],
    error: `${authority}, by which client_auth_type is checked`,
    params: { is: 'missing' },
  })
  .refine((tls) => tls.client_auth_type !== 'NoClientCert' || tls.client_ca_file === undefined, {
    path: ['client_ca_file'],
    error: '`client_auth_type: RequireAndVerifyClientCert` or VerifyClientCertIfGiven beside it',
    params: { is: 'of no use' },
  });

const policy = ['either', 'token', 'basic'] as const;

const access = z.strictObject({
  metrics: z
    .enum([...policy, 'anyone'])
    .default('either')
    .describe('Who reads `/metrics`; `anyone` wants no credentials.'),
  events: z
    .enum(policy)
    .default('either')
    .describe('Who sends to `/v1/events`, `/v1/logs` and `/v1/deployments`.'),
  alerts: z.enum(policy).default('either').describe('Who sends to `/v1/alerts`, and reads it.'),
  page: z
    .enum(policy)
    .default('either')
    .describe('Who sees `/` and what it shows, and reloads by `/-/reload`.'),
});

const httpConfig = z.strictObject({
  basic_auth: z
    .strictObject({
      username: z
        .string()
        .min(1, { error: 'the name of a user' })
        .describe('A user of `basic_auth_users_file`.'),
      password_file: path('the path of a file that holds the password').describe(
        'The file with the password, not the password.',
      ),
    })
    .optional()
    .describe('Instead of the token, where there is none or it is not let in.'),
  tls_config: z
    .strictObject({
      ca_file: path(authority)
        .optional()
        .describe('Who signed the exporter’s certificate; public authorities unless given.'),
      server_name: z
        .string()
        .min(1, { error: 'a name in the exporter’s certificate' })
        .optional()
        .describe('The name in the certificate, where it is not the one in the address.'),
      cert_file: path(certificate).optional().describe('The certificate that they show.'),
      key_file: path(key).optional().describe('Its private key.'),
    })
    .refine((tls) => tls.key_file !== undefined || tls.cert_file === undefined, {
      path: ['key_file'],
      error: key,
      params: { is: 'missing' },
    })
    .refine((tls) => tls.cert_file !== undefined || tls.key_file === undefined, {
      path: ['cert_file'],
      error: certificate,
      params: { is: 'missing' },
    })
    .optional()
    .describe('How they trust the exporter, and are trusted.'),
});

/**
 * The part of `exporter` that says who is let in, and how. Names are those of Prometheus's web configuration
 * (prometheus.io/docs/prometheus/latest/configuration/https), and of its `http_config` for those who ask.
 */
export const webSettings = {
  token_file: path('the path of a file that holds the token')
    .optional()
    .describe('A file with the bearer token that lets programs in.'),
  basic_auth_users_file: path('the path of a file with users')
    .optional()
    .describe(
      'A file of names and bcrypt hashes, `name: hash`, that lets people in; or Prometheus’s web.yml.',
    ),
  access: access.prefault({}).describe('Which credentials open what; all that are configured unless given.'),
  tls_server_config: tlsServerConfig.optional().describe('HTTPS instead of HTTP.'),
  http_config: httpConfig
    .prefault({})
    .describe('What Prometheus, Alertmanager and `goldwatch` carry when they ask the exporter.'),
  max_connections: z
    .int({ error: 'a whole number of connections' })
    .min(16, { error: 'at least 16 connections' })
    .max(65_536, { error: 'at most 65536 connections' })
    .default(512)
    .describe('Most connections at once; beyond, the one that is idle longest makes room.'),
};

/** The settings of `webSettings`. */
export type WebSettings = z.output<z.ZodObject<typeof webSettings>>;

/** Mistakes that no setting has alone. */
export function webMistakes(settings: WebSettings, context: z.core.$RefinementCtx): void {
  const {
    access: policies,
    basic_auth_users_file: users,
    http_config: carried,
    tls_server_config: tls,
  } = settings;
  const mistake = (place: string[], is: string, message: string) =>
    context.addIssue({ code: 'custom', path: place, message, params: { is } });
  for (const place of PLACES) {
    if (policies[place] === 'basic' && users === undefined)
      mistake(['access', place], 'not to be had', '`basic_auth_users_file` beside `basic`');
  }
  for (const place of ['metrics', 'alerts'] as const) {
    if (policies[place] !== 'basic' || users === undefined || carried.basic_auth !== undefined) continue;
    const who = place === 'metrics' ? 'Prometheus' : 'Alertmanager';
    mistake(['access', place], `not open to ${who}`, `\`http_config.basic_auth\`, which ${who} then carries`);
  }
  if (carried.basic_auth !== undefined && users === undefined)
    mistake(['http_config', 'basic_auth'], 'of no use', '`basic_auth_users_file` beside it');
  if (carried.tls_config !== undefined && tls === undefined)
    mistake(['http_config', 'tls_config'], 'of no use', '`tls_server_config` beside it');
  if (tls?.client_auth_type === 'RequireAndVerifyClientCert' && carried.tls_config?.cert_file === undefined)
    mistake(
      ['tls_server_config', 'client_auth_type'],
      'not open to Prometheus and Alertmanager',
      '`http_config.tls_config` with the `cert_file` and `key_file` that they then show',
    );
}
