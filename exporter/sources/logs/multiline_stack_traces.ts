import type { Framing } from './framing.ts';
import { joinedLines } from './multiline.ts';

/** So much of a line is looked at. */
const LOOKED_AT = 2_000;

/**
 * What the lines of an event were so far: `text`, which a trace may follow; `trace`, anything of one; `python`, within a traceback;
 * `raised`, after its last line; `chained`, where another traceback must follow; `go`, within the dump of a goroutine; `caret`,
 * where an error must follow that names its place first, as Node does.
 */
type Trail = 'text' | 'trace' | 'python' | 'raised' | 'chained' | 'go' | 'caret';

/** `java.io.IOException: …`, `System.InvalidOperationException (0x80131509): …` */
const QUALIFIED_ERROR =
  /^(?:[\w$]+\.)+[\w$]*(?:Exception|Error|Throwable)(?:`\d+\[[^\]]*\])?(?: \(0x[0-9A-F]+\))?(?::|$)/;
const PYTHON_TRACEBACK = /^Traceback \(most recent call last\):$/;
/** `ValueError: …`, `app.errors.Refused`, Ruby's `app.rb:3:in 'run': …` */
const PYTHON_END = /^(?:[A-Za-z_][\w.]*(?::|$)|\S+:\d+:in )/;
const PYTHON_CHAIN =
  /^(?:During handling of the above exception, another exception occurred:|The above exception was the direct cause of the following exception:)$/;
const GOROUTINE = /^(?:goroutine \d+ [^[]*\[[^\]]*\]:|runtime stack:)$/;
/** `main.(*Server).Serve(0xc000010000)`, `created by …`, `exit status 2`, and registers. */
const GO_LINE =
  /^(?:[^\s(]+\(.*\)$|created by |exit status \d+$|\.\.\.(?:\d+|additional) frames elided\.\.\.$|(?:r[a-z0-9]{1,5}|[cfg]s)\s+0x)/;
const CARET = /^\s*\^+\s*$/;
/** `TypeError [ERR_X]: …`, `Uncaught:` */
const NODE_ERROR = /^(?:Uncaught\b|[A-Za-z_$][\w$.]*(?: \[[^\]]+\])?(?::|$| \{))/;
/** Lines of a trace that are not indented, whatever was before. */
const UNINDENTED = new RegExp(
  [
    '(?:[Cc]aused by|Suppressed): ',
    String.raw`\.\.\. \d+ (?:more|common frames omitted)`,
    '--- End of ',
    String.raw`[}\])]+[,;]?$`,
    String.raw`\[cause\]: `,
    String.raw`\[signal `,
    String.raw`Node\.js v\d`,
    String.raw`at .+(?:\)|:\d+)$`,
    String.raw`(?:from )?\S+:\d+:in [\x60'][^']*'$`,
  ]
    .map((line) => `^(?:${line})`)
    .join('|'),
);

/**
 * Each stack trace is one event with the line before it that tells of it: Java, Python, Go, Ruby, .NET and Node. Indented lines belong
 * to the line above. A line that is a JSON object is an event of its own, and nothing belongs to it.
 */
export const STACK_TRACES: Framing = joinedLines<Trail>({
  first(chunk, from, to) {
    if (isJsonObject(chunk, from, to)) return null;
    const line = lookedAt(chunk, from, to);
    if (PYTHON_TRACEBACK.test(line)) return 'python';
    if (GOROUTINE.test(line)) return 'go';
    return QUALIFIED_ERROR.test(line) ? 'trace' : 'text';
  },
  next(chunk, from, to, before) {
    if (isIndented(chunk[from])) {
      if (before === 'text' || before === 'trace' || before === 'caret')
        return CARET.test(lookedAt(chunk, from, to)) ? 'caret' : 'trace';
      return before;
    }
    if (isJsonObject(chunk, from, to)) return null;
    return afterUnindented(lookedAt(chunk, from, to), before);
  },
});

function afterUnindented(line: string, before: Trail): Trail | null {
  if (before === 'python' && PYTHON_END.test(line)) return 'raised';
  if (before === 'go' && GO_LINE.test(line)) return 'go';
  if (before === 'caret' && NODE_ERROR.test(line)) return 'trace';
  if (GOROUTINE.test(line)) return 'go';
  if (PYTHON_CHAIN.test(line)) return 'chained';
  if (PYTHON_TRACEBACK.test(line)) return before === 'text' || before === 'chained' ? 'python' : null;
  if (QUALIFIED_ERROR.test(line)) return before === 'text' ? 'trace' : null;
  return UNINDENTED.test(line) ? 'trace' : null;
}

function isIndented(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}

function isJsonObject(chunk: Buffer, from: number, to: number): boolean {
  return chunk[from] === 0x7b && chunk[to - 1] === 0x7d && to - from > 1;
}

function lookedAt(chunk: Buffer, from: number, to: number): string {
  return chunk.toString('latin1', from, Math.min(to, from + LOOKED_AT));
}
