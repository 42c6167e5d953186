// The last ones are those of signed addresses of Azure.
const SECRET_PARAMETER =
  /pass|pwd|token|secret|key|auth|credential|sig|code|session|cookie|dsn|^(?:sv|se|sr|sp|st)$/i;

/** Whether the value of a parameter of this name in an address may be a secret, which must be in no label, log or page. */
export function isSecretParameter(name: string): boolean {
  return SECRET_PARAMETER.test(name);
}
