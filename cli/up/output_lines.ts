import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** Most characters of a line that are kept; the rest is dropped, and an ellipsis stands for it. */
export const LONGEST_LINE = 8_192;

/** Calls back with each line of a program's output, the last one too where it lacks its newline. */
export function onOutputLine(stream: Readable, callback: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let line = '';
  const append = (text: string) => {
    if (line.length <= LONGEST_LINE) line = (line + text).slice(0, LONGEST_LINE + 1);
  };
  const end = () => {
    const text = line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line.replace(/\r$/, '');
    line = '';
    callback(text);
  };
  stream.on('data', (data: Buffer) => {
    const [first = '', ...others] = decoder.write(data).split('\n');
    append(first);
    for (const text of others) {
      end();
      append(text);
    }
  });
  stream.once('end', () => {
    append(decoder.end());
    if (line !== '') end();
  });
}
