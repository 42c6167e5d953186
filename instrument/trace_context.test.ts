import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rawTraceparent, traceLabels } from './trace_context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

test.each([
  ['the sampled flag is set', `00-${TRACE}-${PARENT}-01`],
  ['it is set beside the random flag', `00-${TRACE}-${PARENT}-03`],
  ['it is set beside flags that nobody knows', `00-${TRACE}-${PARENT}-ff`],
  ['it is set and the last digit is a letter', `00-${TRACE}-${PARENT}-0b`],
  ['the version is a later one', `01-${TRACE}-${PARENT}-01`],
  ['the version is the last one', `fe-${TRACE}-${PARENT}-01`],
  ['the version begins with f', `f0-${TRACE}-${PARENT}-01`],
  ['a later version has more fields', `cc-${TRACE}-${PARENT}-01-what-the-future-will-be-like`],
  ['a later version has an empty field more', `cc-${TRACE}-${PARENT}-01-`],
])('the trace is named where %s', (_where, header) => {
  expect(traceLabels(header)).toEqual({ trace_id: TRACE });
});

test('identifiers may be zero but for one digit', () => {
  const trace = `${'0'.repeat(31)}1`;
  expect(traceLabels(`00-${trace}-${'0'.repeat(15)}1-01`)).toEqual({ trace_id: trace });
});

test.each([
  ['there is no header', undefined],
  ['it is empty', ''],
  ['the sampled flag is not set', `00-${TRACE}-${PARENT}-00`],
  ['only the random flag is set', `00-${TRACE}-${PARENT}-02`],
  ['only the sampled flag is not set', `00-${TRACE}-${PARENT}-fe`],
  ['version 00 goes on', `00-${TRACE}-${PARENT}-01.`],
  ['version 00 has more fields', `00-${TRACE}-${PARENT}-01-what-the-future-will-be-like`],
  ['version 00 ends with a dash', `00-${TRACE}-${PARENT}-01-`],
  ['a later version goes on without a dash', `cc-${TRACE}-${PARENT}-01.what-the-future-will-be-like`],
  ['the version is ff', `ff-${TRACE}-${PARENT}-01`],
  ['the version begins with no digit', `.0-${TRACE}-${PARENT}-01`],
  ['the version ends with no digit', `0.-${TRACE}-${PARENT}-01`],
  ['the version is too long', `000-${TRACE}-${PARENT}-01`],
  ['the version is too short', `0-${TRACE}-${PARENT}-01`],
  ['the version is in capitals', `CC-${TRACE}-${PARENT}-01`],
  ['the trace-id is all zero', `00-${'0'.repeat(32)}-${PARENT}-01`],
  ['the trace-id begins with no digit', `00-.${TRACE.slice(1)}-${PARENT}-01`],
  ['the trace-id ends with no digit', `00-${TRACE.slice(1)}.-${PARENT}-01`],
  ['the trace-id is too long', `00-${TRACE}0-${PARENT}-01`],
  ['the trace-id is too short', `00-${TRACE.slice(1)}-${PARENT}-01`],
  ['the trace-id is in capitals', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
  ['the parent-id is all zero', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['the parent-id begins with no digit', `00-${TRACE}-.${PARENT.slice(1)}-01`],
  ['the parent-id ends with no digit', `00-${TRACE}-${PARENT.slice(1)}.-01`],
  ['the parent-id is too long', `00-${TRACE}-${PARENT}0-01`],
  ['the parent-id is too short', `00-${TRACE}-${PARENT.slice(1)}-01`],
  ['the parent-id is in capitals', `00-${TRACE}-${PARENT.toUpperCase()}-01`],
  ['the flags begin with no digit', `00-${TRACE}-${PARENT}-.1`],
  ['the flags end with no digit', `00-${TRACE}-${PARENT}-1.`],
  ['the flags are too long', `00-${TRACE}-${PARENT}-001`],
  ['the flags are too short', `00-${TRACE}-${PARENT}-1`],
  ['there are no flags', `00-${TRACE}-${PARENT}`],
  ['blanks are left around it', ` 00-${TRACE}-${PARENT}-01 `],
  ['a dash is missing', `00-${TRACE}${PARENT}-01`],
  ['the fields are parted otherwise', `00_${TRACE}_${PARENT}_01`],
  ['there were two, which were joined', `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`],
  ['two of a later version were joined', `cc-${TRACE}-${PARENT}-01, cc-${TRACE}-${PARENT}-01`],
  ['a line ends it', `00-${TRACE}-${PARENT}-01\n`],
])('no trace is named where %s', (_where, header) => {
  expect(traceLabels(header)).toBeUndefined();
});

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''));

test('whatever the header, the trace is named exactly where all of its fields are as the specification has them', () => {
  const fields = fc.tuple(hex(2), hex(32), hex(16), hex(2));
  // A character of the header, and what stands there instead.
  const error = fc.option(fc.tuple(fc.nat(54), fc.constantFrom(...'0f1ag-. ')));
  fc.assert(
    fc.property(fields, error, ([version, trace, parent, flags], mistake) => {
      const right = [version, trace, parent, flags].join('-');
      const header =
        mistake === null ? right : right.slice(0, mistake[0]) + mistake[1] + right.slice(mistake[0] + 1);
      const read = header.split('-');
      const [readVersion = '', readTrace = '', readParent = '', readFlags = ''] = read;
      const isWhole =
        read.length === 4 &&
        read.every((field, index) => /^[0-9a-f]*$/.test(field) && field.length === [2, 32, 16, 2][index]);
      const isValid = readVersion !== 'ff' && BigInt(`0x${isWhole ? readTrace : 0}`) > 0n;
      const isSampled = isWhole && (Number.parseInt(readFlags, 16) & 1) === 1 && /[1-9a-f]/.test(readParent);
      expect(traceLabels(header)).toEqual(isValid && isSampled ? { trace_id: readTrace } : undefined);
    }),
  );
});

test.each(['traceparent', 'TraceParent', 'TRACEPARENT'])('among raw headers it is found as %s', (name) => {
  expect(rawTraceparent(['Host', 'x', name, 'a value', 'Accept', '*/*'])).toBe('a value');
});

test.each([
  ['there is none', ['Host', 'x']],
  ['there are no headers', []],
  ['it is called otherwise', ['trace-parent', 'a', 'trace.parent', 'b', 'traceparents', 'c']],
  ['there are two', ['traceparent', 'a', 'Traceparent', 'a']],
  ['only a value is called so', ['tracestate_', 'traceparent']],
])('among raw headers it is not found where %s', (_where, rawHeaders) => {
  expect(rawTraceparent(rawHeaders)).toBeUndefined();
});
