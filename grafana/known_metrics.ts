import * as units from '@grafana/grafana-foundation-sdk/units';
import { unitOfName } from '../definition/metric_measure.ts';

/** What metrics that many teams have are called where people read them. */
const TITLES: Readonly<Record<string, string>> = {
  user_registrations_total: 'Registrations',
  registrations_total: 'Registrations',
  chat_messages_total: 'Messages',
  messages_total: 'Messages',
  authentications_total: 'Sign-ins',
  agent_runs_total: 'Runs of agents',
  agent_execution_seconds: 'Time of agents',
  agent_failures_total: 'Failed runs of agents',
  chat_requests_total: 'Chats asked',
  chat_seconds: 'Time to answer a chat',
  chat_completion_seconds: 'Time to answer a chat',
  appointments_created_total: 'Appointments made',
  appointments_today: 'Appointments today',
  active_user_sessions: 'Open sessions',
  active_sessions: 'Open sessions',
  session_duration_seconds: 'Length of sessions',
  user_satisfaction_score: 'Satisfaction of users',
  daily_active_users: 'Users of a day',
  weekly_active_users: 'Users of a week',
  monthly_active_users: 'Users of a month',
  orders_total: 'Orders',
  cart_value_dollars: 'Value of carts',
};

const UNITS = {
  seconds: units.Seconds,
  bytes: units.BytesIEC,
  ratio: units.PercentUnit,
  dollars: units.Dollars,
} as const;

/** A title for a metric: the usual one where many teams have it, or else its name in words, without `_total`. */
export function titleOf(metric: string): string {
  const words = metric.replace(/_total$/, '').replaceAll(/[_:]+/g, ' ');
  return Object.hasOwn(TITLES, metric)
    ? (TITLES[metric] ?? words)
    : words.charAt(0).toUpperCase() + words.slice(1);
}

/** Grafana's unit of a metric's values, by what its name tells; a number alone where it tells none. */
export function grafanaUnit(metric: string): string {
  const unit = unitOfName(metric);
  return unit === null ? units.Short : UNITS[unit];
}
