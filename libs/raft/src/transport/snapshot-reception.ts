import { UnreadableBytes } from '../bytes/byte-reader.ts';
import type { Message } from '../core/types.ts';
import { SnapshotMismatch, isNoSpace } from '../snapshot/errors.ts';
import type { IncomingSnapshot } from '../snapshot/incoming-snapshot.ts';
import type { Counts } from './counts.ts';
import { type FrameStream, StreamBroken } from './frame-stream.ts';
import {
  decodeSnapshotFrame,
  encodeSnapshotFrame,
  type SnapshotFrame,
  type SnapshotRefusal,
} from './snapshot-codec.ts';
import { PIECE_BYTES, SNAPSHOT_BYTES_MAX, type StreamedStore } from './snapshot-stream.ts';
import type { TlsTransportOptions } from './tls-options.ts';
import type { SnapshotReception } from './transport.ts';

/** Who takes snapshots in. */
export interface SnapshotTaker {
  readonly store: StreamedStore;
  readonly reception: SnapshotReception;
}

export interface ReceptionOptions {
  readonly options: TlsTransportOptions;
  readonly counts: Counts;
  readonly taker: SnapshotTaker | null;
  /** Is the peer still the member it proved to be? */
  readonly isAuthorised: () => boolean;
  readonly peerId: number;
  readonly deliver: (message: Message) => void;
}

/** It says why, and hangs up. */
class Refused extends Error {
  readonly reason: SnapshotRefusal;

  constructor(reason: SnapshotRefusal) {
    super(reason);
    this.reason = reason;
  }
}

/** Takes one snapshot from a peer; never rejects. Its memory is one piece, whatever is sent. */
export async function receiveSnapshot(
  stream: FrameStream,
  reception: ReceptionOptions,
): Promise<void> {
  let incoming: IncomingSnapshot | null = null;
  try {
    const { offer, info } = judgeOffer(await receive(stream, reception), reception);
    const { taker } = reception;
    if (!taker?.reception.isWanted(offer)) throw new Refused('unwanted');
    incoming = await taker.store.receive(info);
    const { offset } = incoming;
    await stream.write(encodeSnapshotFrame({ kind: 'accept', offset }));
    await takePieces(stream, incoming, reception);
    await incoming.finish();
    reception.counts.snapshotsReceived += 1;
    reception.deliver(offer);
    await stream.write(encodeSnapshotFrame({ kind: 'done' }));
    stream.end();
  } catch (error) {
    report(error, reception.taker);
    await refuse(stream, error, reception.counts);
  } finally {
    await incoming?.stop();
  }
}

async function takePieces(
  stream: FrameStream,
  incoming: IncomingSnapshot,
  reception: ReceptionOptions,
): Promise<void> {
  let written = incoming.offset;
  for (;;) {
    const frame = await receive(stream, reception);
    if (frame.kind === 'end') return;
    const isPiece = frame.kind === 'piece' && frame.content.length > 0;
    if (!isPiece || frame.content.length > PIECE_BYTES) throw new StreamBroken('garbage');
    await incoming.write(frame.offset, frame.content);
    written += frame.content.length;
    reception.counts.snapshotBytesReceived += frame.content.length;
    await stream.write(encodeSnapshotFrame({ kind: 'progress', offset: written }));
  }
}

function judgeOffer(
  frame: SnapshotFrame,
  { options, peerId }: ReceptionOptions,
): Extract<SnapshotFrame, { kind: 'offer' }> {
  if (frame.kind !== 'offer') throw new StreamBroken('garbage');
  const { offer, info } = frame;
  const { meta, lengthBytes } = info;
  const isFitting =
    offer.from === peerId &&
    offer.to === options.id &&
    offer.snapshot.id === meta.id &&
    offer.snapshot.index === meta.index &&
    offer.snapshot.term === meta.term;
  if (!isFitting) throw new StreamBroken('garbage');
  if (lengthBytes > (options.snapshotBytesMax ?? SNAPSHOT_BYTES_MAX)) throw new Refused('full');
  return frame;
}

async function receive(stream: FrameStream, reception: ReceptionOptions): Promise<SnapshotFrame> {
  const body = await stream.next();
  // Asked each time: who is taken off the member list is out at once.
  if (!reception.isAuthorised()) throw new Refused('unwanted');
  return decodeSnapshotFrame(body);
}

/** What is neither the peer's fault nor want of space is the disk's, and the node's to judge. */
function report(error: unknown, taker: SnapshotTaker | null): void {
  if (error instanceof StreamBroken || error instanceof UnreadableBytes) return;
  if (error instanceof Refused || error instanceof SnapshotMismatch) return;
  if (isNoSpace(error)) taker?.reception.onNoSpace();
  else taker?.reception.onFailed(error);
}

async function refuse(stream: FrameStream, error: unknown, counts: Counts): Promise<void> {
  if (error instanceof StreamBroken || error instanceof UnreadableBytes) {
    // A cut is nobody's fault.
    const isCut = error instanceof StreamBroken && error.reason === 'closed';
    if (!isCut) counts.snapshotsRefused += 1;
    stream.destroy();
    return;
  }
  counts.snapshotsRefused += 1;
  const frame = encodeSnapshotFrame({ kind: 'refuse', reason: reasonOf(error) });
  await stream.write(frame).then(
    () => stream.end(),
    () => stream.destroy(),
  );
}

function reasonOf(error: unknown): SnapshotRefusal {
  if (error instanceof Refused) return error.reason;
  if (isNoSpace(error)) return 'full';
  if (error instanceof SnapshotMismatch) return 'mismatch';
  return 'failed';
}
