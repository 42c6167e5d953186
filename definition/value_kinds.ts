import type { z } from 'zod';

/**
 * What a wrong value is, as the end of the sentence "service.name is …". The value itself may come from the
 * environment and be a secret, so it is never told; the line of the file shows what was written.
 */
export function kindOf(value: unknown, issue: z.core.$ZodIssue): string {
  if (value === null || (typeof value === 'string' && value.trim() === '')) return 'empty';
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' && Number.isFinite(value) ? 'no whole number' : typeOf(value);
    case 'invalid_value':
    case 'invalid_union':
      return typeof value === 'object' ? typeOf(value) : 'unknown';
    case 'too_small':
      if (typeof value === 'number') return 'out of range';
      return Array.isArray(value) && value.length === 0 ? 'empty' : 'too short';
    case 'too_big':
      return typeof value === 'number' ? 'out of range' : 'too long';
    case 'custom':
    case 'not_multiple_of':
      return 'not allowed';
    default:
      return 'not understood';
  }
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return 'text';
  if (typeof value !== 'number') return 'true or false';
  return Number.isFinite(value) ? 'a number' : 'no finite number';
}
