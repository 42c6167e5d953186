/** One event of a stream as `text/event-stream` has it (HTML standard, «Server-sent events»); JSON has no line breaks of its own. */
export function eventText(event: string, data: unknown): Buffer {
  return Buffer.from(`event: ${event}\ndata: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
}

/** How long a reader waits before it connects again, in milliseconds. */
export function retryText(milliseconds: number): Buffer {
  return Buffer.from(`retry: ${milliseconds}\n\n`);
}

/** A line that says nothing, so that whoever is between does not take the connection for dead. */
export const HEARTBEAT = Buffer.from(': nothing new\n\n');
