import { formatCursor, type Cursor } from '../cursor.ts';
import type { LoggedEvent } from './event-log-reader.ts';
import { encodeSse } from './sse-frame.ts';

/** What the server says beside events. */
export type ControlName = 'hello' | 'reset' | 'gap' | 'heartbeat';

/** How a transport writes the one stream. The bytes are made once for all who receive them. */
export interface StreamEncoding {
  event(cursor: Cursor, logged: LoggedEvent, channel: string): Uint8Array;
  /** `cursor` is where the client stands after it, where the message moves it. */
  control(name: ControlName, content: object, cursor?: Cursor): Uint8Array;
}

/** Server-Sent Events: an event is an ordinary `message` whose id is its cursor. */
export const sseEncoding: StreamEncoding = {
  event: (cursor, { event }) =>
    encodeSse({ id: formatCursor(cursor), data: JSON.stringify(event) }),
  control: (name, content, cursor) =>
    encodeSse({
      event: name,
      data: JSON.stringify(content),
      ...(cursor === undefined ? {} : { id: formatCursor(cursor) }),
    }),
};

const encoder = new TextEncoder();

/**
 * WebSocket messages: `{"type":"dashboard_event","event":"system.status","data":{…},"timestamp":…}`
 * with the rest of the event and its cursor beside; everything else by its own name.
 */
export const socketEncoding: StreamEncoding = {
  event: (cursor, { event }, channel) => {
    const { type, data, timestamp, ...rest } = event;
    return encodeSocketMessage({
      type: `${channel}_event`,
      event: type,
      data,
      timestamp,
      ...rest,
      // Through which it came, which need not be the one it was broadcast to.
      channel,
      cursor: formatCursor(cursor),
    });
  },
  control: (name, content) => encodeSocketMessage({ type: name, ...content }),
};

export function encodeSocketMessage(
  message: Readonly<Record<string, unknown>> & { readonly type: string },
): Uint8Array {
  return encoder.encode(JSON.stringify(message));
}

/** The bytes of one event, made at the first need of each transport and channel. */
export class EncodedEvent {
  readonly #epoch: string;
  readonly logged: LoggedEvent;
  readonly #frames = new Map<StreamEncoding, Map<string, Uint8Array>>();

  constructor(epoch: string, logged: LoggedEvent) {
    this.#epoch = epoch;
    this.logged = logged;
  }

  bytes(encoding: StreamEncoding, channel: string): Uint8Array {
    let frames = this.#frames.get(encoding);
    if (!frames) this.#frames.set(encoding, (frames = new Map<string, Uint8Array>()));
    let frame = frames.get(channel);
    if (!frame) {
      const cursor = { epoch: this.#epoch, seq: this.logged.seq };
      frames.set(channel, (frame = encoding.event(cursor, this.logged, channel)));
    }
    return frame;
  }
}
