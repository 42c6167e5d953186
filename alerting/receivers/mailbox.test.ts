import fc from 'fast-check';
import { addressParser, decodeWords } from 'postal-mime';
import { expect, test } from 'vitest';
import { mailAddress } from '../../exporter/notifications/settings.ts';
import { mailbox } from './mailbox.ts';

test.each([
  ['ops@example.com', 'ops@example.com'],
  ['Ops <ops@example.com>', 'Ops <ops@example.com>'],
  ['"Ops" <ops@example.com>', 'Ops <ops@example.com>'],
  ['Eva Ott-Lee <eva@example.com>', 'Eva Ott-Lee <eva@example.com>'],
  ['Ott, Eva <eva@example.com>', '=?utf-8?B?T3R0LCBFdmE=?= <eva@example.com>'],
  ['Zoë <zoe@example.com>', '=?utf-8?B?Wm/Dqw==?= <zoe@example.com>'],
  ['{{ .Status }} <a@example.com>', '=?utf-8?B?e3sgLlN0YXR1cw==?= =?utf-8?B?IH19?= <a@example.com>'],
])('%s is written as %s', (text, written) => {
  expect(mailbox(text)).toBe(written);
});

test('whatever name an address has, it is one address of ASCII without braces, and its name is the same', () => {
  const names = fc
    .string({
      unit: fc.oneof(
        fc.constantFrom(...' ,;:"\\()[]{}.=?_\'&a1é'),
        fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme' }),
      ),
    })
    .filter((name) => mailAddress.safeParse(`${name} <a@example.com>`).success);

  fc.assert(
    fc.property(names, (name) => {
      const written = mailbox(`${name} <a@example.com>`);

      expect(written).toMatch(/^[ -z|~]*$/);
      const addresses = addressParser(written);
      expect(addresses).toHaveLength(1);
      expect(addresses[0]).toMatchObject({ address: 'a@example.com' });
      expect(decodeWords(addresses[0]?.name ?? '').trim()).toBe(
        name
          .trim()
          .replace(/^"(.*)"$/, '$1')
          .trim(),
      );
    }),
  );
});
