import { describe, expect, test } from 'vitest';
import { alarmArn, bodyText, REGION } from './placeholders.ts';

describe('the text of a body for Fn::Sub', () => {
  test('keeps what the deployment replaces', () => {
    expect(bodyText({ region: REGION, alarm: alarmArn('shop-ApiDown') })).toBe(
      `{"region":"\${AWS::Region}","alarm":"arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:shop-ApiDown"}`,
    );
  });

  test('escapes what is meant for CloudWatch, so that it arrives as it is', () => {
    expect(bodyText({ label: `\${PROP('Dim.route')} \${AWS::StackName}` })).toBe(
      `{"label":"\${!PROP('Dim.route')} \${!AWS::StackName}"}`,
    );
  });
});
