import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorOfText } from './error_text.ts';

describe('the text of an error', () => {
  test.each([
    [
      '2026-11-21 ERROR [main] c.e.Orders - Order 17 failed\njava.io.IOException: refused\n\tat a.B.c(B.java:1)\nCaused by: java.sql.SQLException: no',
      'java.io.IOException',
      'refused',
    ],
    [
      'Exception in thread "main" java.lang.NullPointerException\n\tat a.B.c(B.java:1)',
      'java.lang.NullPointerException',
      'Exception in thread "main" java.lang.NullPointerException',
    ],
    [
      'ERROR:app:failed\nTraceback (most recent call last):\n  File "m.py", line 1, in f\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "m.py", line 2, in g\napp.errors.Refused: no such order',
      'app.errors.Refused',
      'no such order',
    ],
    ['panic: boom: 5\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:5', 'panic', 'boom: 5'],
    [
      "/app/shop.rb:5:in 'place': no stock (RuntimeError)\n\tfrom /app/shop.rb:9:in '<main>'",
      'RuntimeError',
      'no stock',
    ],
    [
      "FATAL -- : Shop::StockError (no stock):\napp/models/order.rb:5:in 'place'",
      'Shop::StockError',
      'no stock',
    ],
    [
      'Unhandled exception. System.Net.Http.HttpRequestException (0x80131509): refused\n   at A.B()',
      'System.Net.Http.HttpRequestException',
      'refused',
    ],
    ['order failed TypeError [ERR_NO]: no stock\n    at place (/app/o.js:1:1)', 'TypeError', 'no stock'],
    [
      'file:///app/o.js:3\n  throw new Error(1);\n        ^\n\nError: no stock\n    at file:///app/o.js:3:9',
      'Error',
      'no stock',
    ],
    ['ERROR: relation "orders" does not exist', '', 'ERROR: relation "orders" does not exist'],
    ['2026-11-21 ERROR disk full', '', '2026-11-21 ERROR disk full'],
    ['', '', ''],
  ])('%j', (text, type, message) => {
    expect(errorOfText(text)).toEqual({ type, message, stack: text.includes('\n') ? text : '' });
  });

  test('takes time that is linear in it', () => {
    for (const part of ['Error: ', 'a.', 'a:1:in ', ' (', '$', 'Error', '\n', 'A (', ': ']) {
      const text = `a:1:in ${part.repeat(200_000)}`;
      expect(errorOfText(text).message.length).toBeLessThanOrEqual(text.length);
    }
  });

  test('has a message, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { message, stack } = errorOfText(text);
        expect(typeof message).toBe('string');
        expect([text, '']).toContain(stack);
      }),
    );
  });
});
