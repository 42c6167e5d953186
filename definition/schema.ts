import { z } from 'zod';
import { cloudwatchMirrorSettings } from '../exporter/outputs/cloudwatch_mirror/settings.ts';
import { exporterSettings, sourceSettings } from '../exporter/settings.ts';
import { identifier } from '../exporter/sources/common.ts';
import { alert } from './alerts.ts';
import { cloudwatchSettings } from './cloudwatch/settings.ts';
import { notify } from './notify.ts';
import { objective } from './objectives.ts';

const text = z.string().min(1, { error: 'some text' });
const runbooks = 'an address such as https://wiki.example.com/runbooks/{alert}';

/** Schema of monitoring.yml. */
export const definitionSchema = z.strictObject({
  service: z
    .strictObject({
      name: identifier.describe('The service that is watched; sources may name others.'),
      environment: identifier
        .default('staging')
        .describe('Where it runs; a label of everything Prometheus keeps.'),
      owner: text.optional().describe('The team that answers for it.'),
      runbooks: z
        .string({ error: runbooks })
        .regex(/^https?:\/\/./, { error: runbooks })
        .optional()
        .describe('Where runbooks are; `{alert}` stands for the name of the alert.'),
    })
    .describe('What is watched.'),
  exporter: exporterSettings.prefault({}).describe('The exporter itself.'),
  sources: z.array(sourceSettings).default([]).describe('Where signals come from.'),
  objectives: z.array(objective).default([]).describe('What is promised, and how much of it may fail.'),
  alerts: z.array(alert).default([]).describe('What is worth waking somebody for.'),
  notify: notify.prefault({}).describe('Whom alerts reach.'),
  mirror: z
    .strictObject({
      cloudwatch: cloudwatchMirrorSettings
        .optional()
        .describe('Selected series as custom metrics of CloudWatch, which bills each of them.'),
    })
    .prefault({})
    .describe('Where series go beside Prometheus; nowhere unless given.'),
  cloudwatch: cloudwatchSettings
    .optional()
    .describe('The same alerts, objectives and dashboards in CloudWatch; none unless given.'),
});

/** monitoring.yml as one value, durations in milliseconds, percentages as ratios. */
export type Definition = z.output<typeof definitionSchema>;
