import { isSecretParameter } from '../../../conventions/secret_parameter.ts';

/** A page that is scraped. */
export interface ScrapeTarget {
  readonly url: URL;
  /** The label `instance`: host and port, and the path where several targets share these; no secret of it. */
  readonly instance: string;
}

/** The targets of a source, whose addresses are right. */
export function targetsOf(addresses: readonly string[]): ScrapeTarget[] {
  const urls = addresses.map((address) => new URL(address));
  const seen = new Map<string, number>();
  return urls.map((url) => {
    const isShared = urls.filter((other) => hostOf(other) === hostOf(url)).length > 1;
    const instance = isShared ? `${hostOf(url)}${url.pathname}${withoutSecrets(url.search)}` : hostOf(url);
    const times = (seen.get(instance) ?? 0) + 1;
    seen.set(instance, times);
    return { url, instance: times === 1 ? instance : `${instance}#${times}` };
  });
}

// As it is written, but for what everybody who may read labels must not read.
function withoutSecrets(search: string): string {
  return search.replaceAll(/([?&])([^=&]*)=([^&]*)/g, (whole, sign: string, name: string) =>
    isSecretParameter(name) ? `${sign}${name}=<secret>` : whole,
  );
}

/** Host and port, as Prometheus has them in `instance`. */
export function hostOf({ protocol, hostname, port }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

/** An address for sentences: what stands behind the path may be a secret. */
export function shownAddress({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

/** Whether a text is the address of a page. */
export function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '' && hash === '';
}
