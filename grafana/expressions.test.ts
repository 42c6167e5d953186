import { describe, expect, test } from 'vitest';
import { expressionsOf, substituteVariables } from './expressions.ts';

describe('the expressions of a dashboard', () => {
  test('are those of panels, annotations and query variables', () => {
    const dashboard = {
      panels: [{ type: 'row' }, { targets: [{ expr: 'up' }, { expr: 'down' }] }],
      annotations: { list: [{ name: 'built in' }, { expr: 'ALERTS' }] },
      templating: {
        list: [
          { type: 'datasource', query: 'prometheus' },
          { type: 'query', query: 'label_values(requests{a="b, c"}, service)' },
        ],
      },
    };
    expect(expressionsOf(JSON.stringify(dashboard))).toEqual(['up', 'down', 'ALERTS', 'requests{a="b, c"}']);
  });

  test('are an error where a variable is queried in a way that would be skipped', () => {
    const list = [{ type: 'query', query: 'metrics(http.*)' }];
    expect(() => expressionsOf(JSON.stringify({ templating: { list } }))).toThrow('metrics(http.*)');
  });
});

describe('substituting variables', () => {
  test('replaces every way of writing one', () => {
    expect(substituteVariables('rate(a{s=~"$service|x"}[$__rate_interval])')).toBe('rate(a{s=~".*|x"}[1m])');
    expect(substituteVariables(`\${service} \${service:regex}`, { service: 'shop' })).toBe('shop shop');
  });

  test('leaves the end of a regular expression alone', () => {
    expect(substituteVariables('a{s=~"b$"}')).toBe('a{s=~"b$"}');
  });

  test('refuses a variable that has no value', () => {
    expect(() => substituteVariables('a{s="$servcie"}')).toThrow('$servcie');
  });
});
