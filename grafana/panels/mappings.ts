import { MappingType, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';

/** Shows 0 and 1 as words: the first red, the second green. */
export function words(zero: string, one: string): ValueMapping {
  return {
    type: MappingType.ValueToText,
    options: {
      '0': { text: zero, color: 'red', index: 0 },
      '1': { text: one, color: 'green', index: 1 },
    },
  };
}
