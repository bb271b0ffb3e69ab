import type { Socket } from 'node:net';
import { type Connection, keyOf } from './wire.ts';

// The little of HTTP/2 (RFC 9113) and gRPC that a Put takes, written out by hand: Node's own client
// would take so much of the machine that etcd's figures would be the client's.
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const frameType = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goAway: 7, window: 8 };
const flag = { ack: 1, endStream: 1, endHeaders: 4 };
/** What the other side may send before it hears from us; it is told anew at half of it. */
const windowBytes = 65_535;

const requestHeaders = encodeHeaders([
  [':method', 'POST'],
  [':scheme', 'http'],
  [':path', '/etcdserverpb.KV/Put'],
  [':authority', '127.0.0.1'],
  ['te', 'trailers'],
  ['content-type', 'application/grpc'],
]);

/** Puts keys into etcd over its public gRPC interface, one at a time. */
export class EtcdConnection implements Connection {
  readonly #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  #stream = 1;
  #received = 0;
  #hasAnswer = false;
  #waiting: ((acknowledged: boolean) => void) | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#settle(false));
    socket.write(Buffer.concat([preface, encodeFrame(frameType.settings, 0, 0, Buffer.alloc(0))]));
  }

  write(key: number, value: Uint8Array): Promise<boolean> {
    const stream = this.#stream;
    this.#stream += 2;
    this.#hasAnswer = false;
    const put = Buffer.concat([field(1, Buffer.from(keyOf(key), 'latin1')), field(2, value)]);
    // gRPC's prefix: not compressed, then the length.
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(put.length, 1);
    const body = Buffer.concat([prefix, put]);
    return new Promise((resolve) => {
      if (this.#socket.destroyed) {
        resolve(false);
        return;
      }
      this.#waiting = resolve;
      this.#socket.write(
        Buffer.concat([
          encodeFrame(frameType.headers, flag.endHeaders, stream, requestHeaders),
          encodeFrame(frameType.data, flag.endStream, stream, body),
        ]),
      );
    });
  }

  close(): void {
    this.#socket.destroy();
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
        this.#hasAnswer = true;
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
    // An error comes as headers alone; only a Put that was done has a message before its end.
    if ((flags & flag.endStream) !== 0) this.#settle(this.#hasAnswer);
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
