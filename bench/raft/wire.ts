import type { Socket } from 'node:net';

/** Commands of the bench: a key of this length, then the value. */
export const keyBytes = 8;
export const valueBytes = 192;

/** What a node answers to a command: one byte. */
const outcomes = ['done', 'not-leader', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

const replies = outcomes.map((_, code) => Buffer.of(code));

export function reply(outcome: Outcome): Buffer {
  return replies[outcomes.indexOf(outcome)] ?? Buffer.of(outcomes.length);
}

export function outcomeOf(code: number | undefined): Outcome {
  return outcomes[code ?? outcomes.length] ?? 'failed';
}

/** A read is a key alone; its value follows the outcome. */
export function isRead(command: Uint8Array): boolean {
  return command.length === keyBytes;
}

/** A command as it goes over the wire: its length in four bytes, then itself. */
export function frame(command: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(4 + command.length);
  bytes.writeUInt32BE(command.length, 0);
  bytes.set(command, 4);
  return bytes;
}

/** Calls back with each whole frame that comes. */
export function readFrames(socket: Socket, onFrame: (command: Uint8Array) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (bytes.length >= 4) {
      const end = 4 + bytes.readUInt32BE(0);
      if (bytes.length < end) break;
      onFrame(bytes.subarray(4, end));
      bytes = bytes.subarray(end);
    }
    rest = bytes;
  });
}

/** One client: a connection with one request under way at a time. */
export interface Connection {
  /** Resolves with true when the write was acknowledged, with false when it was refused. */
  write(key: number, value: Uint8Array): Promise<boolean>;
  /** A linearizable read: true when the key's value came. */
  read(key: number): Promise<boolean>;
  close(): void;
}

/** Eight characters, so that both systems store the same bytes. */
export function keyOf(key: number): string {
  return key.toString(36).padStart(keyBytes, '0');
}
