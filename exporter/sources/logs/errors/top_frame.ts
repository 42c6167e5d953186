/** Lines of a stack that are looked at. */
const MOST_LINES = 200;
const LONGEST_LINE = 1000;

/** `at handler (/app/routes.js:10:3)`, `at /app/routes.js:10:3`; also .NET's `at Shop.Cart.Add(Item item) in /src/Cart.cs:line 7`. */
const AT = /^\s*at (?<frame>.+)$/;
/** `File "/app/main.py", line 10, in handler` */
const PYTHON = /^\s*File "(?<file>[^"]+)", line \d+(?:, in (?<name>.+))?$/;
/** `main.handler(0x1400…)`, with `/app/main.go:10 +0x1d` in the line below. */
const GO_FILE = /^\s+(?<file>\/\S+\.go):\d+/;

/** Frames of a runtime or of a library say little of which error it is. */
const NOT_OURS =
  /node:internal|node_modules|\binternal\/|site-packages|\/lib\/python|<anonymous>|^java\.|^jdk\.|^sun\.|runtime\/|^System\./;

/**
 * The place in a stack trace that tells errors apart: the innermost frame of the application, or the innermost of all; without line
 * numbers, which each release moves. Node, Python, Java, .NET and Go. Empty where there is no frame.
 */
export function topFrame(stack: string): string {
  const lines = stack.split('\n', MOST_LINES).map((line) => line.slice(0, LONGEST_LINE));
  const frames = innermostFirst(lines);
  return frames.find((frame) => !NOT_OURS.test(frame)) ?? frames[0] ?? '';
}

function innermostFirst(lines: readonly string[]): string[] {
  const python = lines.flatMap((line) => {
    const { file, name } = PYTHON.exec(line)?.groups ?? {};
    return file === undefined ? [] : [name === undefined ? file : `${name} (${file})`];
  });
  // Python tells the most recent call last.
  if (python.length > 0) return python.reverse();
  const at = lines.flatMap((line) => AT.exec(line)?.groups?.frame ?? []).map(withoutPlace);
  if (at.length > 0) return at;
  return lines.flatMap((line, index) => {
    const file = GO_FILE.exec(line)?.groups?.file;
    const name = lines[index - 1]?.replace(/\(.*$/, '').trim();
    return file === undefined ? [] : [name === undefined || name === '' ? file : `${name} (${file})`];
  });
}

/** `handler (/app/routes.js:10:3)` → `handler (/app/routes.js)`. */
function withoutPlace(frame: string): string {
  return frame
    .replace(/:\d+(?::\d+)?(?=\)?$)/, '')
    .replace(/:line \d+$/, '')
    .trim();
}
