import { z } from 'zod';
import { type StandIn, startStandIn, type Verdict } from '../../../tests/support/stand_in.ts';
import { json } from './slack.ts';

// https://developer.pagerduty.com/docs/events-api-v2/trigger-events
const MAX_BYTES = 512_000;

const webAddress = z.string().regex(/^https?:\/\/\S+$/);

const count = z.coerce.number();

const event = z.strictObject({
  routing_key: z.string().length(32),
  event_action: z.enum(['trigger', 'resolve']),
  dedup_key: z.string().min(1).max(255),
  client: z.string(),
  client_url: webAddress,
  links: z.array(z.strictObject({ href: webAddress, text: z.string().min(1) })).default([]),
  payload: z.strictObject({
    summary: z.string().min(1).max(1024),
    source: z.string().min(1),
    severity: z.enum(['critical', 'error', 'warning', 'info']),
    component: z.string().min(1).optional(),
    group: z.string().min(1).optional(),
    class: z.string().min(1).optional(),
    // Newer releases of Alertmanager send what looks like a number as one.
    custom_details: z.object({ num_firing: count, num_resolved: count }).catchall(z.string()),
  }),
});

/** An event as the Events API v2 takes it. */
export type PagerdutyEvent = z.output<typeof event>;

/** A stand-in for PagerDuty's Events API v2. */
export function startPagerduty(): Promise<StandIn<PagerdutyEvent>> {
  return startStandIn(judge);
}

function judge({ body }: { readonly body: string }): Verdict<PagerdutyEvent> {
  if (Buffer.byteLength(body) > MAX_BYTES) return refusal(`${Buffer.byteLength(body)} bytes`);
  const { success, data, error } = event.safeParse(json(body));
  if (!success) return refusal(z.prettifyError(error));
  const answer = { status: 'success', message: 'Event processed', dedup_key: data.dedup_key };
  return { accepted: data, answer: { status: 202, type: 'application/json', body: JSON.stringify(answer) } };
}

function refusal(reason: string): Verdict<PagerdutyEvent> {
  const answer = { status: 'invalid event', message: 'Event object is invalid', errors: [reason] };
  return { refused: reason, answer: { status: 400, type: 'application/json', body: JSON.stringify(answer) } };
}
