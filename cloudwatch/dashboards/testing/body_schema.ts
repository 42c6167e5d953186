import { z } from 'zod';

/**
 * What CloudWatch takes as the body of a dashboard, as far as we use it, and nothing else: unknown keys are refused.
 * Source: Amazon CloudWatch API Reference, «Dashboard Body Structure and Syntax». For tests.
 */
const start = z.string().regex(/^-P(?:\d+[DWM]|T\d+[HM])$/);
const place = {
  x: z.int().min(0).max(23),
  y: z.int().min(0),
  width: z.int().min(1).max(24),
  height: z.int().min(1).max(1000),
};
const title = z.string().min(1).max(255);
const region = z.literal(`\${AWS::Region}`);
/** Whole minutes, or what alarms of high resolution have. */
const period = z.union([z.literal([10, 20, 30]), z.int().min(60).max(604_800).multipleOf(60)]);
const color = z.string().regex(/^#[0-9a-f]{6}$/);
const id = z.string().regex(/^[a-z][A-Za-z0-9_]{0,254}$/);
const look = {
  id: id.optional(),
  label: z.string().min(1).optional(),
  period: period.optional(),
  visible: z.boolean().optional(),
  yAxis: z.enum(['left', 'right']).optional(),
  color: color.optional(),
};
const statistic = z
  .string()
  .regex(/^(?:Sum|Average|Minimum|Maximum|SampleCount|p(?:\d{1,2}(?:\.\d{1,10})?|100))$/);

const expression = z.tuple([z.strictObject({ ...look, id, expression: z.string().min(1).max(1024) })]);
const name = z.string().min(1).max(255);
const value = z.string().min(1).max(1024);
const metric = z
  .array(z.union([value, z.strictObject({ ...look, stat: statistic.optional() })]))
  .superRefine((parts, context) => {
    const words = parts.slice(0, -1);
    if (words.length === 1 && words[0] === '...') return;
    const isWellFormed =
      typeof parts.at(-1) === 'object' &&
      words.every((word, index) => (index < 2 || index % 2 === 0 ? name : value).safeParse(word).success);
    if (isWellFormed && words.length >= 2 && words.length % 2 === 0 && words.length <= 2 + 2 * 30) return;
    context.addIssue({
      code: 'custom',
      message: 'namespace, name, pairs of dimensions, and how it is shown',
    });
  });

const axis = z.strictObject({
  min: z.number().optional(),
  max: z.number().optional(),
  label: z.string().min(1).optional(),
  showUnits: z.boolean(),
});
const metrics = z
  .array(z.union([expression, metric]))
  .min(1)
  .max(500);

const graph = z.strictObject({
  title,
  region,
  metrics,
  stat: statistic.optional(),
  period,
  annotations: z
    .strictObject({
      horizontal: z.array(
        z.strictObject({ label: z.string(), value: z.number(), color, yAxis: z.literal('right').optional() }),
      ),
    })
    .optional(),
  yAxis: z.strictObject({ left: axis, right: axis.optional() }),
  start: start.optional(),
});
const numbers = z.strictObject({
  title,
  region,
  view: z.literal('singleValue'),
  metrics,
  stat: statistic.optional(),
  period: period.optional(),
  sparkline: z.boolean(),
  setPeriodToTimeRange: z.literal(true).optional(),
  start: start.optional(),
});

const arn = z
  .string()
  .regex(/^arn:\$\{AWS::Partition\}:cloudwatch:\$\{AWS::Region\}:\$\{AWS::AccountId\}:alarm:.{1,255}$/);

const widget = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('metric'),
    ...place,
    properties: z.union([graph, numbers]),
  }),
  z.strictObject({
    type: z.literal('log'),
    ...place,
    properties: z.strictObject({
      title,
      region,
      query: z
        .string()
        .max(10_000)
        .regex(/^SOURCE '[\w./#-]{1,512}'(?: \| SOURCE '[\w./#-]{1,512}')* \| \S/),
      view: z.enum(['table', 'timeSeries', 'bar', 'pie']),
    }),
  }),
  z.strictObject({
    type: z.literal('alarm'),
    ...place,
    properties: z.strictObject({
      title,
      alarms: z.array(arn).min(1).max(100),
      sortBy: z.enum(['default', 'stateUpdatedTimestamp', 'timestamp']),
    }),
  }),
  z.strictObject({
    type: z.literal('text'),
    ...place,
    properties: z.strictObject({
      markdown: z.string().min(1),
      background: z.enum(['transparent', 'solid']),
    }),
  }),
]);

export const bodySchema = z.strictObject({
  start,
  periodOverride: z.enum(['auto', 'inherit']),
  widgets: z.array(widget).max(500),
});

export type Body = z.output<typeof bodySchema>;
