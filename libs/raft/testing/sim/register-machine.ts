import type { SessionedMachine, TimedCommand } from '../../src/session/session-machine.ts';
import { fold } from './chain.ts';

export interface RegisterCommand {
  readonly kind: 'read' | 'write' | 'cas';
  readonly key: number;
  /** No two commands have the same. */
  readonly value: number;
  readonly expected: number;
}

const KINDS = ['read', 'write', 'cas'] as const;
const COMMAND_BYTES = 16;
const REGISTER_BYTES = 8;
const HEADER_BYTES = 8;
/** Small ones, so that a snapshot is many pieces, but not too many. */
const PIECE_BYTES = 128;
const PIECES_MAX = 16;

/** Padded, so that appends differ in size. */
export function encodeCommand(command: RegisterCommand, paddingBytes: number): Uint8Array {
  const bytes = new Uint8Array(COMMAND_BYTES + paddingBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, KINDS.indexOf(command.kind));
  view.setUint32(4, command.key);
  view.setUint32(8, command.value);
  view.setUint32(12, command.expected);
  return bytes;
}

export function decodeCommand(data: Uint8Array): RegisterCommand {
  const view = new DataView(data.buffer, data.byteOffset);
  return {
    kind: KINDS[view.getUint32(0)]!,
    key: view.getUint32(4),
    value: view.getUint32(8),
    expected: view.getUint32(12),
  };
}

export function decodeResult(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
}

function encodeNumber(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

type OnApplied = (commands: readonly TimedCommand[], digest: number) => void;

/** Registers by number; every command answers what stood there before it. */
export class RegisterMachine implements SessionedMachine {
  readonly #registers = new Map<number, number>();
  readonly #onApplied: OnApplied;
  /** Over all that was applied, in order: equal histories have equal digests. */
  digest = 0;

  readonly #paddingBytes: number;

  /** `paddingBytes` make its snapshots longer, so that there is something to resume. */
  constructor(paddingBytes: number, onApplied: OnApplied) {
    this.#paddingBytes = paddingBytes;
    this.#onApplied = onApplied;
  }

  apply(commands: readonly TimedCommand[]): Uint8Array[] {
    const results = commands.map((command) => encodeNumber(this.#apply(command)));
    this.#onApplied(commands, this.digest);
    return results;
  }

  get(key: number): number {
    return this.#registers.get(key) ?? 0;
  }

  /** Of the moment of the call, whatever is applied while it is read. */
  snapshot(): AsyncIterable<Uint8Array> {
    const end = HEADER_BYTES + this.#registers.size * REGISTER_BYTES;
    const bytes = new Uint8Array(end + this.#paddingBytes);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, this.digest);
    view.setUint32(4, end);
    [...this.#registers].forEach(([key, value], at) => {
      view.setUint32(HEADER_BYTES + at * REGISTER_BYTES, key);
      view.setUint32(HEADER_BYTES + at * REGISTER_BYTES + 4, value);
    });
    return piecesOf(bytes);
  }

  async restore(pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const parts: Uint8Array[] = [];
    for await (const piece of pieces) parts.push(piece);
    const bytes = Buffer.concat(parts);
    this.#registers.clear();
    this.digest = bytes.readUInt32BE(0);
    const end = bytes.readUInt32BE(4);
    for (let at = HEADER_BYTES; at < end; at += REGISTER_BYTES) {
      this.#registers.set(bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4));
    }
  }

  #apply({ index, data }: TimedCommand): number {
    const { kind, key, value, expected } = decodeCommand(data);
    const before = this.get(key);
    const isChange = kind === 'write' || (kind === 'cas' && before === expected);
    if (isChange) this.#registers.set(key, value);
    this.digest = [index, KINDS.indexOf(kind), key, value, before].reduce(fold, this.digest);
    return before;
  }
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const size = Math.max(PIECE_BYTES, Math.ceil(bytes.length / PIECES_MAX));
  for (let at = 0; at < bytes.length; at += size) {
    yield await Promise.resolve(bytes.subarray(at, at + size));
  }
}
