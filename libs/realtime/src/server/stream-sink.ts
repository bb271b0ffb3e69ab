/**
 * Why a connection ended. `gone`: the client left; `ended`: its owner or a restart ended it;
 * `revoked`: the right behind it ended.
 */
export type CloseReason = 'gone' | 'too-slow' | 'gap' | 'ended' | 'failed' | 'revoked';

/** Where a stream's bytes go: an HTTP response (`responseSink`), a WebSocket, or a test's fake. */
export interface StreamSink {
  /** Takes one whole frame. */
  write(bytes: Uint8Array): unknown;
  /** Bytes accepted that the other side has not taken yet. */
  readonly writableLength: number;
  /** Whether the other side has gone already, so that `close` will not come any more. */
  readonly destroyed: boolean;
  /** Ends in good order, after what was written. */
  finish(reason: CloseReason): unknown;
  destroy(): unknown;
  /** `drain`: bytes that waited were taken; `close`: the other side is gone. */
  on(event: 'drain' | 'close', listener: () => void): unknown;
}

/** What a Node `ServerResponse` has of it. */
interface ResponseLike extends Omit<StreamSink, 'finish'> {
  end(): unknown;
}

export function responseSink(response: ResponseLike): StreamSink {
  return {
    write: (bytes) => response.write(bytes),
    get writableLength() {
      return response.writableLength;
    },
    get destroyed() {
      return response.destroyed;
    },
    finish: () => response.end(),
    destroy: () => response.destroy(),
    on: (event, listener) => response.on(event, listener),
  };
}
