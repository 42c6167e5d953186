import { expect, test } from 'vitest';
import { rawTraceparent, traceLabels } from './trace_context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

test.each([
  ['a trace that is recorded', `00-${TRACE}-${PARENT}-01`],
  ['flags that are to come, beside the one that says recorded', `00-${TRACE}-${PARENT}-ff`],
  ['a later version', `01-${TRACE}-${PARENT}-01`],
  ['a later version with more fields', `cc-${TRACE}-${PARENT}-01-what-is-to-come`],
])('%s leads to its trace', (_name, header) => {
  expect(traceLabels(header)).toEqual({ trace_id: TRACE });
});

test.each([
  ['no header', undefined],
  ['an empty one', ''],
  ['a trace that is not recorded', `00-${TRACE}-${PARENT}-00`],
  ['other flags only', `00-${TRACE}-${PARENT}-02`],
  ['the version that is forbidden', `ff-${TRACE}-${PARENT}-01`],
  ['a trace of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
  ['a parent of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['capitals', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
  ['a trace that is too short', `00-${TRACE.slice(1)}-${PARENT}-01`],
  ['a trace that is too long', `00-${TRACE}0-${PARENT}-01`],
  ['what is no hexadecimal', `00-${TRACE.replace('4', 'g')}-${PARENT}-01`],
  ['no flags', `00-${TRACE}-${PARENT}`],
  ['flags of three digits', `00-${TRACE}-${PARENT}-011`],
  ['version 00 with more fields', `00-${TRACE}-${PARENT}-01-more`],
  ['a later version that goes on without a dash', `01-${TRACE}-${PARENT}-01.more`],
  ['blanks around it', ` 00-${TRACE}-${PARENT}-01 `],
  ['two headers in one', `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`],
])('%s leads nowhere', (_name, header) => {
  expect(traceLabels(header)).toBeUndefined();
});

test('the header is found among raw ones by any case of its name, and only where there is one', () => {
  expect(rawTraceparent(['Host', 'a', 'TraceParent', 'x', 'accept', 'traceparent'])).toBe('x');
  expect(rawTraceparent(['host', 'traceparent'])).toBeUndefined();
  expect(rawTraceparent(['traceparent', 'x', 'Traceparent', 'y'])).toBeUndefined();
});
