import { z } from 'zod';
import { exactlyOne } from '../../conventions/exactly_one.ts';
import { common } from './common.ts';
import { limit } from './limit.ts';

const expression = 'a PromQL expression';

/** Schema of an alert on a PromQL expression. */
export const promqlAlert = z
  .strictObject({
    ...common,
    signal: z.undefined().optional(),
    promql: z.string({ error: expression }).regex(/\S/, { error: expression }),
    above: limit.optional().describe('The limit; its unit, if it has one, is that of the expression.'),
    below: limit.optional().describe('The limit; its unit, if it has one, is that of the expression.'),
  })
  .refine(...exactlyOne('above', 'below'))
  .describe('Fires on a PromQL expression.');
