/** One Server-Sent Event. Without `event` it is an ordinary `message`. */
export interface SseFields {
  readonly id?: string;
  readonly event?: string;
  readonly data: string;
}

/**
 * Response headers of a stream. `no-transform` and `X-Accel-Buffering` keep proxies from compressing
 * or holding back what must arrive now.
 */
export const sseHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
} as const;

const encoder = new TextEncoder();
// NUL in an id makes browsers ignore it; CR and LF would begin a field of the sender's choice.

const unsafe = /[\r\n\0]/;

function field(name: string, value: string): string {
  if (unsafe.test(value)) throw new RangeError(`The ${name} of an event must be one line.`);
  return `${name}: ${value}\n`;
}

/**
 * The bytes of an event on the wire (WHATWG HTML, 9.2.6). Data is split at every kind of line end,
 * so that no content can forge a field. Throws a `RangeError` for an id or name of several lines.
 */
export function encodeSse({ id, event, data }: SseFields): Uint8Array {
  let text = '';
  if (id !== undefined) text += field('id', id);
  if (event !== undefined) text += field('event', event);
  for (const line of data.split(/\r\n|\r|\n/)) text += `data: ${line}\n`;
  return encoder.encode(`${text}\n`);
}
