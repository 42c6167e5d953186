import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { jsonOf } from '../answer.ts';
import { ask, beginningOf } from './ask.ts';
import { BrokenLink } from './broken_link.ts';

const START =
  'Start it (`npm run up`), or say where it is with --prometheus URL, such as http://127.0.0.1:9090.';
const RENDER =
  'Give `npx goldwatch render`, and start Prometheus again; in containers it takes the new files within a minute by itself. Else its log says why.';

const LOOK_AGAIN_MS = 1_000;
const LOOKS = 12;

const rules = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(z.object({ name: z.string(), health: z.string(), lastError: z.string().optional() })),
      }),
    ),
  }),
});
const alertmanagers = z.object({
  data: z.object({ activeAlertmanagers: z.array(z.object({ url: z.string() })) }),
});

/**
 * What Prometheus does with an alert (https://prometheus.io/docs/prometheus/latest/querying/api/#rules). Throws a BrokenLink
 * where it does not evaluate it, or has no Alertmanager to send it to.
 */
export async function requireRule(
  url: string,
  alert: string,
  signal: AbortSignal,
): Promise<{ readonly detail: string; readonly value: true }> {
  const base = url.replace(/\/+$/, '');
  const { groups } = (await asked(`${base}/api/v1/rules?type=alert`, rules, signal)).data;
  const found = groups.flatMap((group) => group.rules).filter(({ name }) => name === alert);
  if (found.length === 0)
    throw new BrokenLink(`Prometheus at ${base} has no alert ${alert}: it would never be raised.`, RENDER);
  const failing = found.find(({ health }) => health === 'err');
  if (failing !== undefined)
    throw new BrokenLink(
      `Prometheus cannot evaluate ${alert}: ${failing.lastError ?? 'it does not say why'}.`,
      RENDER,
    );
  const sent = await alertmanagersOf(base, signal);
  if (sent.length === 0) {
    throw new BrokenLink(
      `Prometheus at ${base} sends its alerts to nobody.`,
      'Look at the addresses of Alertmanager in prometheus.yml, and at the log of Prometheus.',
    );
  }
  return { detail: `has it, and sends to ${sent.join(', ')}`, value: true };
}

/** host:port of each; a Prometheus that has just started takes some seconds to find them. */
async function alertmanagersOf(base: string, signal: AbortSignal): Promise<string[]> {
  for (let looks = 1; ; looks++) {
    const { data } = await asked(`${base}/api/v1/alertmanagers`, alertmanagers, signal);
    if (data.activeAlertmanagers.length > 0 || looks === LOOKS)
      return data.activeAlertmanagers.map(({ url }) => new URL(url).host);
    await sleep(LOOK_AGAIN_MS, undefined, { signal });
  }
}

async function asked<T>(url: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
  const answer = await ask({ url, who: 'Prometheus', remedy: START, signal });
  const parsed = answer.status === 200 ? schema.safeParse(jsonOf(answer)) : null;
  if (parsed?.success === true) return parsed.data;
  throw new BrokenLink(
    `${url} answers ${answer.status} (${beginningOf(answer)}), as no Prometheus does.`,
    'Let --prometheus name a Prometheus, without a login before it.',
  );
}
