import { EventEmitter } from 'node:events';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { StreamSink } from '../src/server/stream-sink.ts';

/** A client's end: takes everything at once, or nothing while it is stuck. */
export class FakeSink extends EventEmitter implements StreamSink {
  stuck = false;
  ended = false;
  destroyed = false;
  writableLength = 0;
  writableLengthMost = 0;
  readonly messages: EventSourceMessage[] = [];
  readonly #decoder = new TextDecoder();
  readonly #parser = createParser({ onEvent: (message) => this.messages.push(message) });

  write(bytes: Uint8Array): boolean {
    this.#parser.feed(this.#decoder.decode(bytes, { stream: true }));
    if (this.stuck) this.writableLength += bytes.byteLength;
    this.writableLengthMost = Math.max(this.writableLengthMost, this.writableLength);
    return !this.stuck;
  }

  unstick(): void {
    this.stuck = false;
    this.writableLength = 0;
    this.emit('drain');
  }

  finish(): void {
    this.ended = true;
    if (!this.stuck) this.emit('close');
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }

  get ids(): string[] {
    return this.messages.flatMap(({ id }) => (id === undefined ? [] : [id]));
  }

  get names(): string[] {
    return this.messages.map(({ event }) => event ?? 'message');
  }
}
