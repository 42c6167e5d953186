import { expect, test } from 'vitest';
import { declaredMetric } from '../../received/declared_metric.ts';
import { readEvent } from './event.ts';
import { METRICS } from './testing.ts';

const declared = new Map(METRICS.map((metric) => [metric.name as string, declaredMetric.parse(metric)]));
const registration = { metric: 'user_registrations_total', labels: { plan: 'pro' } };

test.each([
  ['a counter grows by one unless told', registration, 1],
  ['a counter grows by what the event says', { ...registration, value: 2.5 }, 2.5],
  ['a counter may grow by nothing', { ...registration, value: 0 }, 0],
  ['a gauge may be below zero', { metric: 'queue_length', labels: { queue: 'a' }, value: -3 }, -3],
  ['a metric without labels needs none', { metric: 'cart_value_dollars', value: 99.9 }, 99.9],
  ['a metric without labels takes an empty object', { metric: 'orders_total', labels: {} }, 1],
])('%s', (_name, event, value) => {
  expect(readEvent(event, declared)).toMatchObject({ id: null, updates: [{ value, member: '' }] });
});

test.each<[string, unknown, string, string]>([
  ['a number', 7, '', 'An event is an object such as {"metric": "…"}, not a number.'],
  ['an array', [], '', 'An event is an object such as {"metric": "…"}, not an array.'],
  ['null', null, '', 'An event is an object such as {"metric": "…"}, not null.'],
  [
    'no metric',
    {},
    'metric',
    '"metric" is missing; it is one of user_registrations_total, orders_total, cart_value_dollars or queue_length.',
  ],
  ['a metric that is no text', { metric: 7 }, 'metric', '"metric" is the name of a metric, not a number.'],
  [
    'a misspelt metric',
    { metric: 'user_registration_total' },
    'metric',
    'No metric "user_registration_total" is declared in monitoring.yml. Did you mean "user_registrations_total"?',
  ],
  [
    'a metric like no other',
    { metric: 'zzz' },
    'metric',
    'No metric "zzz" is declared in monitoring.yml. Declared is one of user_registrations_total, orders_total, cart_value_dollars or queue_length.',
  ],
  [
    'a name that every object has',
    { metric: 'constructor' },
    'metric',
    'No metric "constructor" is declared in monitoring.yml. Declared is one of user_registrations_total, orders_total, cart_value_dollars or queue_length.',
  ],
  [
    'an unknown key',
    { ...registration, lables: {} },
    'lables',
    'An event has no "lables". Did you mean "labels"? It may have metric, labels, value, id.',
  ],
  [
    'a time, which nothing here could keep',
    { ...registration, timestamp: 1 },
    'timestamp',
    'An event has no "timestamp". It may have metric, labels, value, id.',
  ],
  [
    'a misspelt label',
    { ...registration, labels: { plann: 'pro' } },
    'labels.plann',
    'user_registrations_total has no label "plann". Did you mean "plan"?',
  ],
  [
    'a label like no other',
    { ...registration, labels: { plan: 'pro', country: 'de' } },
    'labels.country',
    'user_registrations_total has no label "country". It has plan.',
  ],
  [
    'a label where there are none',
    { metric: 'orders_total', labels: { plan: 'pro' } },
    'labels.plan',
    'orders_total has no label "plan". It has no labels.',
  ],
  [
    'a label that objects have by nature',
    JSON.parse('{"metric": "orders_total", "labels": {"__proto__": "x"}}'),
    'labels.__proto__',
    'orders_total has no label "__proto__". It has no labels.',
  ],
  [
    'a missing label',
    { metric: 'user_registrations_total' },
    'labels.plan',
    'The label "plan" of user_registrations_total is missing.',
  ],
  [
    'labels that are no object',
    { ...registration, labels: [] },
    'labels',
    '"labels" is an object of texts, not an array.',
  ],
  [
    'a label value that is no text',
    { ...registration, labels: { plan: 7 } },
    'labels.plan',
    'The value of a label is a text, not a number.',
  ],
  [
    'a label value that is too long',
    { ...registration, labels: { plan: 'x'.repeat(201) } },
    'labels.plan',
    'The value of a label has at most 200 characters, not 201.',
  ],
  ['a value that is no number', { ...registration, value: '1' }, 'value', 'A value is a number, not a text.'],
  [
    'a value beyond all numbers',
    JSON.parse('{"metric": "orders_total", "value": 1e999}'),
    'value',
    'The value is larger than any number here can be.',
  ],
  [
    'a counter that would fall',
    { ...registration, value: -1 },
    'value',
    'A counter takes values from 0 on, not -1.',
  ],
  [
    'a histogram whose sum would fall',
    { metric: 'cart_value_dollars', value: -0.5 },
    'value',
    'A histogram takes values from 0 on, not -0.5.',
  ],
  [
    'more than a sum can keep',
    { ...registration, value: 1e16 },
    'value',
    'A counter takes values up to 9007199254740991, not 10000000000000000.',
  ],
  [
    'a gauge without a value',
    { metric: 'queue_length', labels: { queue: 'a' } },
    'value',
    'The value is missing, which an event of the gauge queue_length must have.',
  ],
  [
    'an id that is no text',
    { ...registration, id: 7 },
    'id',
    '"id" is a text that no other event has, not a number.',
  ],
  [
    'an empty id',
    { ...registration, id: '' },
    'id',
    '"id" is a text that no other event has, not an empty text.',
  ],
  [
    'an id that is too long',
    { ...registration, id: 'x'.repeat(201) },
    'id',
    'An id has at most 200 characters, not 201.',
  ],
])('%s is refused', (_name, event, field, problem) => {
  expect(readEvent(event, declared)).toEqual({ field, problem });
});
