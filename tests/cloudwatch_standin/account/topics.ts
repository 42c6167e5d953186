import { randomUUID } from 'node:crypto';
import { ACCOUNT_ID } from './identity.ts';

export interface Subscription {
  /** Null until whoever is subscribed has confirmed it. */
  readonly arn: string | null;
  readonly protocol: string;
  readonly endpoint: string;
}

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly subscriptions: Subscription[];
  /** In SNS's words; null where publishing works. */
  refusal: string | null;
}

/** A message as SNS gives it to subscribers, as JSON over HTTPS and to Lambda functions. */
export interface Notification {
  readonly Type: 'Notification';
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Subject: string;
  readonly Message: string;
  readonly Timestamp: string;
}

/** Protocols whose subscriptions wait until somebody confirms them. Source: «Subscribe», API reference of SNS. */
const CONFIRMED_BY_PEOPLE: readonly string[] = ['email', 'email-json', 'http', 'https'];
const MOST_MESSAGES = 10_000;

/** Topics, who has subscribed, and what was published. */
export class Topics {
  readonly #topics = new Map<string, Topic>();
  #published: Notification[] = [];

  get all(): readonly Topic[] {
    return [...this.#topics.values()];
  }

  /** What was published, oldest first. */
  get published(): readonly Notification[] {
    return this.#published;
  }

  find(arn: string): Topic | undefined {
    return this.#topics.get(arn);
  }

  add(name: string, region: string, properties: Topic['properties']): Topic {
    const arn = `arn:aws:sns:${region}:${ACCOUNT_ID}:${name}`;
    const subscriptions = this.#topics.get(arn)?.subscriptions ?? [];
    const topic: Topic = { arn, name, properties, subscriptions, refusal: null };
    this.#topics.set(arn, topic);
    return topic;
  }

  /** Subscribes somebody; people and web addresses have to confirm it. */
  subscribe(topic: Topic, protocol: string, endpoint: string): Subscription {
    const isKnown = (one: Subscription) => one.protocol === protocol && one.endpoint === endpoint;
    const known = topic.subscriptions.find(isKnown);
    if (known !== undefined) return known;
    const arn = CONFIRMED_BY_PEOPLE.includes(protocol) ? null : `${topic.arn}:${randomUUID()}`;
    const subscription = { arn, protocol, endpoint };
    topic.subscriptions.push(subscription);
    return subscription;
  }

  /** Confirms whatever waits for that. */
  confirmAll(): void {
    for (const { arn, subscriptions } of this.all) {
      subscriptions.forEach((one, index) => {
        subscriptions[index] = { ...one, arn: one.arn ?? `${arn}:${randomUUID()}` };
      });
    }
  }

  publish(topic: Topic, Subject: string, Message: string, now: number): void {
    this.#published.push({
      Type: 'Notification',
      MessageId: randomUUID(),
      TopicArn: topic.arn,
      Subject,
      Message,
      Timestamp: new Date(now).toISOString(),
    });
    if (this.#published.length > MOST_MESSAGES) this.#published = this.#published.slice(-MOST_MESSAGES / 2);
  }

  clear(): void {
    this.#topics.clear();
    this.#published = [];
  }
}
