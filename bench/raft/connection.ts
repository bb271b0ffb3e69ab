import { connect, type Socket } from 'node:net';
import { EtcdConnection } from './etcd-connection.ts';
import { type Connection, frame, keyBytes, keyOf, outcomeOf, valueBytes } from './wire.ts';

export async function open(kind: 'eyrie' | 'etcd', port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return kind === 'etcd' ? new EtcdConnection(socket) : new EyrieConnection(socket);
}

class EyrieConnection implements Connection {
  readonly #socket: Socket;
  #waiting: ((acknowledged: boolean) => void) | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => this.#settle(outcomeOf(bytes[0]) === 'done'));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#settle(false));
  }

  write(key: number, value: Uint8Array): Promise<boolean> {
    const command = Buffer.allocUnsafe(keyBytes + valueBytes);
    command.write(keyOf(key), 0, 'latin1');
    command.set(value, keyBytes);
    return new Promise((resolve) => {
      if (this.#socket.destroyed) {
        resolve(false);
        return;
      }
      this.#waiting = resolve;
      this.#socket.write(frame(command));
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #settle(acknowledged: boolean): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(acknowledged);
  }
}
