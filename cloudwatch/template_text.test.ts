import fc from 'fast-check';
import { expect, test } from 'vitest';
import { templateText } from './template_text.ts';

test('a template is a line for each resource, so that one can read what has changed', () => {
  const template = {
    Description: 'Topics.',
    Resources: {
      One: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'a' } },
      Two: { Type: 'AWS::KMS::Key' },
    },
  };

  expect(templateText(template)).toBe(
    [
      '{',
      '"Description": "Topics.",',
      '"Resources": {',
      '"One": {"Type":"AWS::SNS::Topic","Properties":{"TopicName":"a"}},',
      '"Two": {"Type":"AWS::KMS::Key"}',
      '}',
      '}',
      '',
    ].join('\n'),
  );
});

test('nothing of a template is lost in its text', () => {
  const resource = fc.record({ Type: fc.string(), Properties: fc.dictionary(fc.string(), fc.jsonValue()) });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), resource), (Resources) => {
      const template = { Description: 'x', Resources };

      expect(JSON.stringify(JSON.parse(templateText(template)))).toBe(JSON.stringify(template));
    }),
  );
});
