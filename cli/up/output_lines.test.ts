import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { LONGEST_LINE, onOutputLine } from './output_lines.ts';

/** The lines of an output that arrives in these pieces. */
async function linesOf(...pieces: readonly (string | Buffer)[]): Promise<string[]> {
  const lines: string[] = [];
  const stream = new PassThrough();
  onOutputLine(stream, (line) => lines.push(line));
  for (const piece of pieces) stream.write(piece);
  stream.end();
  await new Promise((resolve) => stream.once('end', resolve));
  return lines;
}

test('lines are those between newlines, wherever the output is cut', async () => {
  expect(await linesOf('one\ntw', 'o\n', '\nfo', 'u', 'r\n')).toEqual(['one', 'two', '', 'four']);
});

test('the last line counts without its newline', async () => {
  expect(await linesOf('one\npanic: half a l')).toEqual(['one', 'panic: half a l']);
});

test('carriage returns of Windows are left out', async () => {
  expect(await linesOf('one\r\ntwo\r', '\nthree')).toEqual(['one', 'two', 'three']);
});

test('characters that are cut in two arrive whole', async () => {
  const bytes = Buffer.from('Zürich 🙂\n');

  for (let cut = 0; cut <= bytes.length; cut += 1) {
    expect(await linesOf(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(['Zürich 🙂']);
  }
});

test('a line of the greatest length is kept, one beyond it is cut, and the next one is whole', async () => {
  const longest = 'x'.repeat(LONGEST_LINE);

  expect(await linesOf(`${longest}\n${longest}y`, 'z\nnext\n')).toEqual([longest, `${longest}…`, 'next']);
});

test('output without any newline is kept to the greatest length, however much there is', async () => {
  const piece = Buffer.alloc(1_048_576, 'x');

  expect(await linesOf(...Array<Buffer>(64).fill(piece))).toEqual([`${'x'.repeat(LONGEST_LINE)}…`]);
});
