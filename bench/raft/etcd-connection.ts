import type { Socket } from 'node:net';
import { type Connection, keyOf, valueBytes } from './wire.ts';

// The little of HTTP/2 (RFC 9113) and gRPC that a Put takes, written out by hand: Node's own client
// would take so much of the machine that etcd's figures would be the client's.
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const frameType = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goAway: 7, window: 8 };
const flag = { ack: 1, endStream: 1, endHeaders: 4 };
/** What the other side may send before it hears from us; it is told anew at half of it. */
const windowBytes = 65_535;

const headersOf = (method: string): Buffer =>
  encodeHeaders([
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', `/etcdserverpb.KV/${method}`],
    [':authority', '127.0.0.1'],
    ['te', 'trailers'],
    ['content-type', 'application/grpc'],
  ]);
const putHeaders = headersOf('Put');
const rangeHeaders = headersOf('Range');

/** Puts and gets keys over etcd's public gRPC interface, one at a time. */
export class EtcdConnection implements Connection {
  readonly #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  #stream = 1;
  #received = 0;
  #answerBytes = 0;
  /** What has a value in it is at least as long. */
  #answerBytesMin = 0;
  #waiting: ((acknowledged: boolean) => void) | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#settle(false));
    socket.write(Buffer.concat([preface, encodeFrame(frameType.settings, 0, 0, Buffer.alloc(0))]));
  }

  write(key: number, value: Uint8Array): Promise<boolean> {
    return this.#call(putHeaders, Buffer.concat([keyField(key), field(2, value)]), 0);
  }

  /** Linearizable, as etcd's reads are unless they are asked to be `serializable`. */
  read(key: number): Promise<boolean> {
    return this.#call(rangeHeaders, keyField(key), valueBytes);
  }

  close(): void {
    this.#socket.destroy();
  }

  #call(headers: Buffer, message: Buffer, answerBytesMin: number): Promise<boolean> {
    const stream = this.#stream;
    this.#stream += 2;
    this.#answerBytes = 0;
    this.#answerBytesMin = answerBytesMin;
    // gRPC's prefix: not compressed, then the length.
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    const body = Buffer.concat([prefix, message]);
    return new Promise((resolve) => {
      if (this.#socket.destroyed) {
        resolve(false);
        return;
      }
      this.#waiting = resolve;
      this.#socket.write(
        Buffer.concat([
          encodeFrame(frameType.headers, flag.endHeaders, stream, headers),
          encodeFrame(frameType.data, flag.endStream, stream, body),
        ]),
      );
    });
  }

  #receive(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length >= 9) {
      const end = 9 + bytes.readUIntBE(0, 3);
      if (bytes.length < end) break;
      this.#frame(bytes[3] ?? 0, bytes[4] ?? 0, bytes.subarray(9, end));
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes;
  }

  #frame(type: number, flags: number, payload: Buffer): void {
    switch (type) {
      case frameType.data:
        this.#answerBytes += payload.length;
        this.#count(payload.length);
        break;
      case frameType.settings:
        if ((flags & flag.ack) === 0) {
          this.#socket.write(encodeFrame(frameType.settings, flag.ack, 0, Buffer.alloc(0)));
        }
        return;
      case frameType.ping:
        if ((flags & flag.ack) === 0) {
          this.#socket.write(encodeFrame(frameType.ping, flag.ack, 0, payload));
        }
        return;
      case frameType.reset:
      case frameType.goAway:
        this.#settle(false);
        return;
      case frameType.headers:
        break;
      default:
        return;
    }
    // An error comes as headers alone; only what was done has a message before its end.
    const isDone = this.#answerBytes > this.#answerBytesMin;
    if ((flags & flag.endStream) !== 0) this.#settle(isDone);
  }

  #count(bytes: number): void {
    this.#received += bytes;
    if (this.#received < windowBytes / 2) return;
    const increment = Buffer.alloc(4);
    increment.writeUInt32BE(this.#received, 0);
    this.#received = 0;
    this.#socket.write(encodeFrame(frameType.window, 0, 0, increment));
  }

  #settle(acknowledged: boolean): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(acknowledged);
  }
}

function encodeFrame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** HPACK (RFC 7541, section 6.2.2): literals that no table remembers, so that each request is the same. */
function encodeHeaders(headers: readonly (readonly [string, string])[]): Buffer {
  const text = (value: string) => [Buffer.of(value.length), Buffer.from(value, 'latin1')];
  return Buffer.concat(
    headers.flatMap(([name, value]) => [Buffer.of(0), ...text(name), ...text(value)]),
  );
}

function keyField(key: number): Buffer {
  return field(1, Buffer.from(keyOf(key), 'latin1'));
}

/** A bytes field of a Protocol Buffers message. */
function field(number: number, value: Uint8Array): Buffer {
  const length: number[] = [];
  for (let rest = value.length; ; rest >>>= 7) {
    if (rest < 0x80) {
      length.push(rest);
      break;
    }
    length.push((rest & 0x7f) | 0x80);
  }
  return Buffer.concat([Buffer.of((number << 3) | 2, ...length), value]);
}
