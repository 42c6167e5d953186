/** Lines that are looked at, and how much of each. */
const MOST_LINES = 200;
const LONGEST_LINE = 500;
/** Among so many first ones is the one that names the error, but for Python. */
const MOST_BEFORE_NAME = 50;

const PYTHON_TRACEBACK = 'Traceback (most recent call last):';
/** `ValueError: no`, `app.errors.Refused` */
const PYTHON_END = /^(?<type>[A-Za-z_][\w.]*)(?:: (?<message>.*))?$/;
/** `java.io.IOException: no`, `order failed TypeError [ERR_X]: no`, `System.InvalidOperationException (0x80131509): no` */
const NAMED =
  /(?:^|[\s"])(?<type>[\w$.]*(?:Exception|Error|Throwable))(?: \[\w+\])?(?: \(0x[0-9A-F]+\))?(?:: (?<message>.*))?$/;
/** `app.rb:5:in 'place': no stock (RuntimeError)` */
const RUBY = /^\S+:\d+:in .*: (?<message>.*) \((?<type>[\w:]+)\)$/;
/** `RuntimeError (no stock):` */
const RAILS = /(?:^|\s)(?<type>[A-Z][\w:]*) \((?<message>.*)\):$/;
const GO = /^(?<type>panic|fatal error): (?<message>.*)$/;

/** What a text tells of an error. */
export interface ErrorText {
  /** Empty where it does not say. */
  readonly type: string;
  readonly message: string;
  /** Empty where there is no stack trace. */
  readonly stack: string;
}

/**
 * What the text of an error tells: type and message as Java, Python, Go, Ruby, .NET and Node write them, or else its first line; what
 * is behind the first line is its stack trace. Takes time that is linear in the text.
 */
export function errorOfText(text: string): ErrorText {
  const lines = text.split('\n', MOST_LINES).map((line) => line.slice(0, LONGEST_LINE).trimEnd());
  const [first = ''] = lines;
  const { type = '', message = first } = named(lines) ?? {};
  return { type, message: message === '' ? first : message, stack: lines.length > 1 ? text : '' };
}

function named(lines: readonly string[]): { type?: string; message?: string } | undefined {
  if (lines.includes(PYTHON_TRACEBACK)) {
    return lines.findLast((line) => PYTHON_END.test(line))?.match(PYTHON_END)?.groups;
  }
  for (const line of lines.slice(0, MOST_BEFORE_NAME)) {
    // Frames name errors, too.
    if (/^\s/.test(line)) continue;
    for (const pattern of [GO, RUBY, RAILS, NAMED]) {
      const found = pattern.exec(line)?.groups;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
