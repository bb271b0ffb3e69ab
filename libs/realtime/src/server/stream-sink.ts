/** Where a stream's bytes go: what a Node `ServerResponse` offers, and a test can fake. */
export interface StreamSink {
  /** False when more than the sink's own watermark is waiting; `drain` follows. */
  write(bytes: Uint8Array): boolean;
  /** Bytes accepted that the other side has not taken yet. */
  readonly writableLength: number;
  /** Whether the other side has gone already, so that `close` will not come any more. */
  readonly destroyed: boolean;
  end(): unknown;
  destroy(): unknown;
  on(event: 'drain' | 'close', listener: () => void): unknown;
}
