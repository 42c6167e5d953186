import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alarmName, canaryName, dashboardAddress, goldenSignalsDashboard, logicalId } from './names.ts';
import { load, SHOP } from './testing.ts';

const shop = load(SHOP);

test('names begin with the environment and the service, or with what the definition says', () => {
  const named = load(SHOP.replace('cloudwatch: {}', 'cloudwatch: { prefix: live }'));
  expect(alarmName(shop, { alert: 'ApiDown', service: 'shop' })).toBe('production-shop-ApiDown');
  expect(alarmName(named, { alert: 'ApiDown', service: 'till', part: '1h' })).toBe('live-till-ApiDown-1h');
  expect(goldenSignalsDashboard(shop, 'till.eu')).toBe('production-shop-golden-signals-till-eu');
});

test('a dashboard is looked at in its region, or in the one that was looked at last', () => {
  expect(dashboardAddress(shop, 'shop')).toBe(
    'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#dashboards/dashboard/production-shop-golden-signals-shop',
  );
  expect(dashboardAddress(load(SHOP.replace(', region: eu-central-1', '')), 'shop')).toBe(
    'https://console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/production-shop-golden-signals-shop',
  );
});

test.each([
  ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/cloudwatch/home?region=cn-north-1'],
  [
    'us-gov-west-1',
    'https://us-gov-west-1.console.amazonaws-us-gov.com/cloudwatch/home?region=us-gov-west-1',
  ],
])('in %s it is looked at in the console of that partition', (region, address) => {
  expect(dashboardAddress(load(SHOP.replace('eu-central-1', region)), 'shop')).toBe(
    `${address}#dashboards/dashboard/production-shop-golden-signals-shop`,
  );
});

test('the name of a canary is one that Synthetics takes, and ends with the heartbeat', () => {
  const service = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/);
  fc.assert(
    fc.property(service, service, fc.stringMatching(/^[a-z0-9_-]{1,21}$/), (name, environment, heartbeat) => {
      const canary = canaryName({ service: { name, environment }, cloudwatch: undefined }, heartbeat);
      expect(canary).toMatch(/^[0-9a-z_-]{1,255}$/);
      expect(canary.endsWith(`-${heartbeat}`)).toBe(true);
    }),
  );
});

test('a logical identifier has letters and digits only', () => {
  expect(logicalId('till.eu', 'ApiDown', 'over 1h')).toBe('TillEuApiDownOver1h');
});
