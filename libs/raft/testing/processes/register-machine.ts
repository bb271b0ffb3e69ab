import { createHash } from 'node:crypto';
import type { Command, StateMachine } from '../../src/index.ts';

/** A write of a client: no value is ever written twice. */
export interface Write {
  readonly client: number;
  readonly key: number;
  readonly value: number;
}

/** What of a client was applied: enough to tell a lost write, and one that was applied twice. */
export interface Applied {
  readonly count: number;
  readonly sum: number;
}

interface State {
  readonly values: readonly (readonly [key: number, value: number])[];
  readonly clients: readonly (readonly [client: number, applied: Applied])[];
}

/** So that a snapshot takes its time on the way. */
const BALLAST = Buffer.alloc(1024 * 1024, 0x5a);
const PIECE_BYTES = 64 * 1024;

export function encodeWrite(write: Write): Uint8Array {
  return Buffer.from(JSON.stringify(write));
}

/** What stood there before. */
export function decodeResult(result: Uint8Array): number {
  return Number(Buffer.from(result).toString());
}

/** Registers that hold numbers, 0 at first. A write answers what it found. */
export class RegisterMachine implements Required<StateMachine<Uint8Array>> {
  #values = new Map<number, number>();
  #clients = new Map<number, Applied>();

  get(key: number): number {
    return this.#values.get(key) ?? 0;
  }

  apply(commands: readonly Command[]): Uint8Array[] {
    return commands.map(({ data }) => {
      const { client, key, value } = JSON.parse(Buffer.from(data).toString()) as Write;
      const before = this.get(key);
      this.#values.set(key, value);
      const { count, sum } = this.#clients.get(client) ?? { count: 0, sum: 0 };
      this.#clients.set(client, { count: count + 1, sum: sum + value });
      return Buffer.from(String(before));
    });
  }

  state(): State {
    return { values: sorted(this.#values), clients: sorted(this.#clients) };
  }

  get digest(): string {
    return createHash('sha256').update(JSON.stringify(this.state())).digest('hex');
  }

  snapshot(): AsyncIterable<Uint8Array> {
    const bytes = Buffer.concat([BALLAST, Buffer.from(JSON.stringify(this.state()))]);
    return (async function* () {
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
        yield await Promise.resolve(bytes.subarray(at, at + PIECE_BYTES));
      }
    })();
  }

  async restore(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    const all = Buffer.concat(pieces);
    const { values, clients } = JSON.parse(all.subarray(BALLAST.length).toString()) as State;
    this.#values = new Map(values);
    this.#clients = new Map(clients);
  }
}

function sorted<Value>(map: ReadonlyMap<number, Value>): [number, Value][] {
  return [...map].sort(([left], [right]) => left - right);
}
