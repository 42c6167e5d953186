import { Alarms } from './alarms.ts';
import { ACCOUNT_ID } from './identity.ts';
import { Topics } from './topics.ts';

export interface Dashboard {
  readonly name: string;
  readonly arn: string;
  /** JSON. */
  readonly body: string;
  readonly modifiedAt: number;
}

export interface LogGroup {
  readonly name: string;
  readonly arn: string;
  readonly retentionDays: number | undefined;
  readonly kmsKeyId: string | undefined;
  readonly createdAt: number;
  /** When each of its streams got its last event, in milliseconds since 1970. */
  readonly streams: Map<string, number>;
}

export interface MetricFilter {
  readonly name: string;
  readonly group: string;
  readonly pattern: string;
  /** As the API has them: small first letters. */
  readonly transformations: readonly object[];
  readonly createdAt: number;
}

export interface QueryDefinition {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  readonly groups: readonly string[];
  readonly modifiedAt: number;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly value: string;
  readonly createdAt: number;
}

/** What an account has in one region, beside metrics. */
export class Account {
  readonly region: string;
  readonly topics = new Topics();
  readonly alarms: Alarms;
  readonly dashboards = new Map<string, Dashboard>();
  readonly logGroups = new Map<string, LogGroup>();
  /** By group and name. */
  readonly metricFilters = new Map<string, MetricFilter>();
  /** By name. */
  readonly queryDefinitions = new Map<string, QueryDefinition>();
  readonly secrets = new Map<string, Secret>();
  /** What stacks export, by name. */
  readonly exports = new Map<string, unknown>();
  /** Whose each deployed resource is: stacks, by type and name. */
  readonly owners = new Map<string, string>();
  readonly #now: () => number;

  constructor(region: string, now: () => number) {
    this.region = region;
    this.#now = now;
    this.alarms = new Alarms({ region, topics: this.topics, now });
  }

  get now(): number {
    return this.#now();
  }

  /** Makes a secret, or gives it another value. */
  putSecret(name: string, value: string): void {
    const arn = `arn:aws:secretsmanager:${this.region}:${ACCOUNT_ID}:secret:${name}-Ab1Cd2`;
    this.secrets.set(name, { name, arn, value, createdAt: this.now });
  }

  /** Makes a log group, as AWS or somebody else makes them. */
  putLogGroup(
    name: string,
    properties: Partial<Pick<LogGroup, 'retentionDays' | 'kmsKeyId'>> = {},
  ): LogGroup {
    const known = this.logGroups.get(name);
    const group: LogGroup = {
      name,
      arn: `arn:aws:logs:${this.region}:${ACCOUNT_ID}:log-group:${name}`,
      retentionDays: properties.retentionDays,
      kmsKeyId: properties.kmsKeyId,
      createdAt: known?.createdAt ?? this.now,
      streams: known?.streams ?? new Map(),
    };
    this.logGroups.set(name, group);
    return group;
  }

  clear(): void {
    this.alarms.clear();
    this.topics.clear();
    for (const kept of [
      this.dashboards,
      this.logGroups,
      this.metricFilters,
      this.queryDefinitions,
      this.secrets,
      this.exports,
      this.owners,
    ]) {
      kept.clear();
    }
  }
}
