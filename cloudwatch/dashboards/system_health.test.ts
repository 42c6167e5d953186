import { describe, expect, test } from 'vitest';
import { bodiesOf, widgetOf } from './testing/bodies.ts';
import { everything } from './testing/definitions.ts';

describe('system health', () => {
  const health = bodiesOf(everything).get('production-shop-system-health');
  const arn = (name: string) =>
    `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:production-shop-${name}`;

  test('lists the alarms of a severity, and not what they are made of', () => {
    expect(widgetOf(health, 'Alarms: info').properties).toEqual({
      title: 'Alarms: info',
      alarms: [arn('SlowForSome'), arn('pay.v2-SlowForSome'), arn('ModelsUnusual-anthropic.claude-sonnet-4')],
      sortBy: 'stateUpdatedTimestamp',
    });
    const warnings = widgetOf(health, 'Alarms: warning').properties;
    expect(warnings).toMatchObject({ alarms: expect.arrayContaining([arn('HighErrorRate')]) });
    expect(warnings).not.toMatchObject({ alarms: expect.arrayContaining([arn('HighErrorRate-condition')]) });
  });

  test('says whether the exporter is there, with the limit of its alarm', () => {
    expect(widgetOf(health, 'ExporterSilent: the exporter').properties).toMatchObject({
      metrics: [['Shop/Api', 'ExporterReady', 'environment', 'production', { label: 'the exporter' }]],
      stat: 'Minimum',
      annotations: { horizontal: [{ label: 'ExporterSilent (critical)', value: 1, color: '#d62728' }] },
    });
  });
});
