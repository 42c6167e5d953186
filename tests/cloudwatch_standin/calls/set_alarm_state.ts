import { STATES } from '../account/alarm.ts';
import { AwsError } from '../errors.ts';
import type { Input } from '../input.ts';
import type { Context } from '../operations.ts';
import { Problems } from '../problems.ts';

const LONGEST_REASON = 1023;
const LONGEST_DATA = 4000;

/** Answers SetAlarmState. Source: «SetAlarmState», API reference. */
export function setAlarmState(input: Input, { account: { alarms } }: Context): object {
  const problems = new Problems();
  const name = input.string('AlarmName');
  const reason = input.string('StateReason');
  const reasonData = input.string('StateReasonData');
  const value = STATES.find((state) => state === input.string('StateValue'));
  if (name === undefined || name === '')
    problems.add('ValidationError', 'The parameter AlarmName is required.');
  if (value === undefined) {
    problems.add('ValidationError', `The parameter StateValue must be in the set [ ${STATES.join(', ')} ].`);
  }
  if (reason === undefined) problems.add('ValidationError', 'The parameter StateReason is required.');
  if ((reason?.length ?? 0) > LONGEST_REASON) {
    problems.add(
      'ValidationError',
      `The parameter StateReason must be shorter than ${LONGEST_REASON + 1} characters.`,
    );
  }
  if ((reasonData?.length ?? 0) > LONGEST_DATA) {
    problems.add(
      'ValidationError',
      `The parameter StateReasonData must be shorter than ${LONGEST_DATA + 1} characters.`,
    );
  }
  problems.throwIfAny();
  if (!isJson(reasonData)) throw new AwsError('InvalidFormat', 'StateReasonData is not valid JSON.');
  const alarm = alarms.find(name ?? '');
  if (alarm === undefined || value === undefined || reason === undefined) {
    throw new AwsError('ResourceNotFound', `The alarm ${name} does not exist.`);
  }
  alarms.set(alarm, { value, reason, reasonData });
  return {};
}

function isJson(text: string | undefined): boolean {
  try {
    JSON.parse(text ?? 'null');
    return true;
  } catch {
    return false;
  }
}
