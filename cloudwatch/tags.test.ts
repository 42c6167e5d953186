import { expect, test } from 'vitest';
import { tagsOf } from './tags.ts';
import { load, SHOP } from './testing.ts';

test('a tag of the definition takes the place of one that is always there, for IAM takes "Service" and "service" for one', () => {
  const tags = (given: string) =>
    tagsOf(load(SHOP.replace('cloudwatch: {}', `cloudwatch: { tags: { ${given} } }`)));

  expect(tags('team: web')).toEqual({
    service: 'shop',
    environment: 'production',
    'managed-by': 'goldwatch',
    team: 'web',
  });
  expect(tags('Service: till, ENVIRONMENT: live')).toEqual({
    'managed-by': 'goldwatch',
    Service: 'till',
    ENVIRONMENT: 'live',
  });
});
