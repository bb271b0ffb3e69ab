import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { UnreadableBytes } from '../bytes/byte-reader.ts';
import type { SnapshotOffer } from '../core/types.ts';
import type { SnapshotReader } from '../snapshot/snapshot-reader.ts';
import type { Counts } from './counts.ts';
import { dial } from './dial.ts';
import { FrameReader } from './frame.ts';
import { FrameStream, StreamBroken } from './frame-stream.ts';
import { encodeHello } from './hello.ts';
import { decodeSnapshotFrame, encodeSnapshotFrame, type SnapshotFrame } from './snapshot-codec.ts';
import {
  PIECE_BYTES,
  SNAPSHOT_FRAME_BYTES_MAX,
  SnapshotNotSent,
  type SnapshotProgress,
  STALL_MS,
  type StreamedStore,
} from './snapshot-stream.ts';
import type { TlsTransportOptions } from './tls-options.ts';

/** Sent and not yet written at the peer. */
const WINDOW_BYTES = 1024 * 1024;

/** Carries one snapshot to one peer over a connection of its own, reading the disk as it goes. */
export class SnapshotSender {
  readonly #options: TlsTransportOptions;
  readonly #counts: Counts;
  readonly #offer: SnapshotOffer;
  #socket: TLSSocket | null = null;
  #isStopped = false;
  #lengthBytes = 0;
  #resumedAt = 0;
  #written = 0;

  constructor(options: TlsTransportOptions, counts: Counts, offer: SnapshotOffer) {
    this.#options = options;
    this.#counts = counts;
    this.#offer = offer;
  }

  get progress(): SnapshotProgress {
    return {
      to: this.#offer.to,
      lengthBytes: this.#lengthBytes,
      resumedAt: this.#resumedAt,
      writtenBytes: this.#written,
    };
  }

  /** Resolves when the peer has all of it on its disk. @throws SnapshotNotSent */
  async run(store: StreamedStore): Promise<void> {
    try {
      const reader = await store.openReader(this.#offer.snapshot.id);
      try {
        await this.#send(reader);
      } finally {
        await reader.close();
      }
      this.#counts.snapshotsSent += 1;
    } catch (error) {
      if (this.#isStopped) throw new SnapshotNotSent('replaced', error);
      if (error instanceof SnapshotNotSent) throw error;
      const isWire = error instanceof StreamBroken || error instanceof UnreadableBytes;
      throw new SnapshotNotSent(isWire ? 'broken' : 'failed', error);
    } finally {
      this.#socket?.destroy();
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#socket?.destroy();
  }

  async #send(reader: SnapshotReader): Promise<void> {
    const { info } = reader;
    this.#lengthBytes = info.lengthBytes;
    const stream = await this.#connect();
    await stream.write(encodeSnapshotFrame({ kind: 'offer', offer: this.#offer, info }));
    const answer = await receive(stream);
    if (answer.kind !== 'accept' || answer.offset > info.lengthBytes) throw unexpected(answer);
    this.#resumedAt = answer.offset;
    this.#written = answer.offset;
    await this.#sendPieces(stream, reader, answer.offset);
    await stream.write(encodeSnapshotFrame({ kind: 'end' }));
    while (!this.#note(await receive(stream), info.lengthBytes)) continue;
  }

  async #sendPieces(stream: FrameStream, reader: SnapshotReader, from: number): Promise<void> {
    const { lengthBytes } = reader.info;
    const rate = this.#options.snapshotBytesPerSecond ?? Infinity;
    const startedAtMs = performance.now();
    for (let offset = from; offset < lengthBytes;) {
      // A slow rate makes small pieces rather than long pauses, which would look like a stall.
      const content = await reader.read(offset, Math.min(PIECE_BYTES, Math.max(1, rate)));
      await stream.write(encodeSnapshotFrame({ kind: 'piece', offset, content }));
      offset += content.length;
      this.#counts.snapshotBytesSent += content.length;
      while (stream.hasQueued || offset - this.#written > WINDOW_BYTES) {
        if (this.#note(await receive(stream), offset)) throw new StreamBroken('garbage');
      }
      const dueMs = ((offset - from) / rate) * 1000 - (performance.now() - startedAtMs);
      if (dueMs > 0) await sleep(dueMs);
    }
  }

  /** Whether that was the last word. */
  #note(frame: SnapshotFrame, sent: number): boolean {
    if (frame.kind === 'done') return true;
    if (frame.kind !== 'progress' || frame.offset > sent) throw unexpected(frame);
    this.#written = frame.offset;
    return false;
  }

  async #connect(): Promise<FrameStream> {
    const { id, clusterId, resolve, snapshotStallMs: stallMs = STALL_MS } = this.#options;
    const { to } = this.#offer;
    const address = resolve(to);
    if (!address || this.#isStopped) throw new SnapshotNotSent('unreachable');
    const socket = dial(this.#options, to, address);
    this.#socket = socket;
    // A connection that breaks is seen by its close.
    socket.on('error', () => undefined);
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(stallMs) }).catch(
      (cause: unknown) => {
        throw new SnapshotNotSent('unreachable', cause);
      },
    );
    const stream = new FrameStream(socket, new FrameReader(SNAPSHOT_FRAME_BYTES_MAX), { stallMs });
    await stream.write(encodeHello({ clusterId, from: id, to, purpose: 'snapshot' }));
    return stream;
  }
}

async function receive(stream: FrameStream): Promise<SnapshotFrame> {
  return decodeSnapshotFrame(await stream.next());
}

function unexpected(frame: SnapshotFrame): Error {
  return frame.kind === 'refuse' ? new SnapshotNotSent(frame.reason) : new StreamBroken('garbage');
}
