import { connect, type Socket } from 'node:net';
import { EtcdConnection } from './etcd-connection.ts';
import { type Connection, frame, keyBytes, keyOf, outcomeOf, valueBytes } from './wire.ts';

/** Where a member takes clients. */
export interface ClientAddress {
  readonly host: string;
  readonly port: number;
}

export async function open(kind: 'eyrie' | 'etcd', at: ClientAddress): Promise<Connection> {
  const socket = connect({ ...at, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return kind === 'etcd' ? new EtcdConnection(socket) : new EyrieConnection(socket);
}

class EyrieConnection implements Connection {
  readonly #socket: Socket;
  #waiting: ((acknowledged: boolean) => void) | null = null;
  /** Of the answer under way: what is still to come after its outcome. */
  #wantedBytes = 0;
  #isDone = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#settle(false));
  }

  write(key: number, value: Uint8Array): Promise<boolean> {
    const command = Buffer.allocUnsafe(keyBytes + valueBytes);
    command.write(keyOf(key), 0, 'latin1');
    command.set(value, keyBytes);
    return this.#ask(command, 0);
  }

  read(key: number): Promise<boolean> {
    return this.#ask(Buffer.from(keyOf(key), 'latin1'), valueBytes);
  }

  close(): void {
    this.#socket.destroy();
  }

  #ask(command: Uint8Array, answerBytes: number): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) {
        resolve(false);
        return;
      }
      this.#waiting = resolve;
      this.#wantedBytes = 1 + answerBytes;
      this.#isDone = false;
      this.#socket.write(frame(command));
    });
  }

  #receive(bytes: Buffer): void {
    if (!this.#isDone && outcomeOf(bytes[0]) !== 'done') {
      this.#settle(false);
      return;
    }
    this.#isDone = true;
    this.#wantedBytes -= bytes.length;
    if (this.#wantedBytes <= 0) this.#settle(true);
  }

  #settle(acknowledged: boolean): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(acknowledged);
  }
}
