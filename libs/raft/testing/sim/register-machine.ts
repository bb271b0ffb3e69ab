import type { Command, StateMachine } from '../../src/index.ts';
import { fold } from './chain.ts';

export interface RegisterCommand {
  readonly kind: 'read' | 'write' | 'cas';
  readonly key: number;
  readonly value: number;
  readonly expected: number;
}

const KINDS = ['read', 'write', 'cas'] as const;
const COMMAND_BYTES = 16;

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

function decodeCommand(data: Uint8Array): RegisterCommand {
  const view = new DataView(data.buffer, data.byteOffset);
  return {
    kind: KINDS[view.getUint32(0)]!,
    key: view.getUint32(4),
    value: view.getUint32(8),
    expected: view.getUint32(12),
  };
}

/** Registers by number; every command answers what stood there before it. */
export class RegisterMachine implements StateMachine<number> {
  readonly #registers = new Map<number, number>();
  readonly #onApplied: (commands: readonly Command[], digest: number) => void;
  /** Over all that was applied, in order: equal histories have equal digests. */
  digest = 0;

  constructor(onApplied: (commands: readonly Command[], digest: number) => void) {
    this.#onApplied = onApplied;
  }

  apply(commands: readonly Command[]): number[] {
    const results = commands.map((command) => this.#apply(command));
    this.#onApplied(commands, this.digest);
    return results;
  }

  get(key: number): number {
    return this.#registers.get(key) ?? 0;
  }

  #apply({ index, data }: Command): number {
    const { kind, key, value, expected } = decodeCommand(data);
    const before = this.get(key);
    const isChange = kind === 'write' || (kind === 'cas' && before === expected);
    if (isChange) this.#registers.set(key, value);
    this.digest = [index, KINDS.indexOf(kind), key, value, before].reduce(fold, this.digest);
    return before;
  }
}
