import { describe, expect, test } from 'vitest';
import { deployed, differencesIn } from './aws_deployed.ts';

const CALLER = { account: '123456789012', arn: '', partition: 'aws', region: 'eu-central-1' };
const pseudo = (name: string) => `\${AWS::${name}}`;

describe('A rendered resource, against what AWS has of it,', () => {
  test('is the same where AWS has only filled in defaults, and lists things in another order', () => {
    const wanted = {
      Threshold: 5,
      Dimensions: [
        { Name: 'a', Value: '1' },
        { Name: 'b', Value: '2' },
      ],
      AlarmActions: [],
    };
    const has = {
      Threshold: 5,
      Dimensions: [
        { Name: 'b', Value: '2' },
        { Name: 'a', Value: '1' },
      ],
      StateValue: 'OK',
    };

    expect(differencesIn(wanted, has)).toEqual([]);
  });

  test('differs by what is rendered otherwise, by values where they are short', () => {
    const wanted = { Threshold: 5, Period: 60, Dimensions: [{ Name: 'a', Value: '1' }] };
    const has = { Threshold: 10, Dimensions: [{ Name: 'a', Value: '2' }] };

    expect(differencesIn(wanted, has)).toEqual([
      'Threshold 10 in place of 5',
      'Period none in place of 60',
      'Dimensions',
    ]);
  });

  test('differs by a query or an action that AWS has, and that is not rendered', () => {
    const query = (Id: string) => ({ Id, ReturnData: true });

    expect(differencesIn({ Metrics: [query('a')] }, { Metrics: [query('a'), query('b')] })).toEqual([
      'Metrics',
    ]);
    expect(differencesIn({ AlarmActions: [] }, { AlarmActions: ['arn:aws:sns:…'] })).toEqual([
      'AlarmActions',
    ]);
    expect(
      differencesIn({ Metrics: [query('a')] }, { Metrics: [{ ...query('a'), AccountId: '1' }] }),
    ).toEqual([]);
  });

  test('has the account, region and partition that it was deployed to', () => {
    const arn = `arn:${pseudo('Partition')}:sns:${pseudo('Region')}:${pseudo('AccountId')}:shop-critical`;

    expect(deployed({ AlarmActions: [{ 'Fn::Sub': arn }], Period: 60 }, CALLER)).toEqual({
      AlarmActions: ['arn:aws:sns:eu-central-1:123456789012:shop-critical'],
      Period: 60,
    });
  });
});
