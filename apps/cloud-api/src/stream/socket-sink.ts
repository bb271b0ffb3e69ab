import type { StreamSink } from '@eyrie/realtime';
import { socketCloseCodes } from '@eyrie/contracts';
import type { WebSocket } from 'ws';

/** RFC 6455, 7.4.1. */
const goingAway = 1001;
const internalError = 1011;

const codes = {
  gone: goingAway,
  ended: goingAway,
  failed: internalError,
  gap: socketCloseCodes.gap,
  'too-slow': socketCloseCodes.tooSlow,
  revoked: socketCloseCodes.notAuthenticated,
} as const;

/** A WebSocket as a stream's sink: each frame is one text message. */
export function socketSink(socket: WebSocket): StreamSink {
  const drained = new Set<() => void>();
  return {
    write: (bytes) =>
      socket.send(bytes, { binary: false }, () => {
        for (const listener of drained) listener();
      }),
    get writableLength() {
      return socket.bufferedAmount;
    },
    get destroyed() {
      return socket.readyState === socket.CLOSED || socket.readyState === socket.CLOSING;
    },
    finish: (reason) => socket.close(codes[reason], reason),
    destroy: () => socket.terminate(),
    on: (event, listener) => {
      if (event === 'drain') drained.add(listener);
      else socket.on('close', listener);
    },
  };
}
