import { connect, type Socket } from 'node:net';
import { lineOf, readLines } from './lines.ts';
import type { Question, Refusal, Told } from './protocol.ts';

/** A node said no, or said nothing. */
export class Refused extends Error implements Refusal {
  readonly kind: Refusal['kind'];
  readonly leaderId: number | null;

  constructor({ kind, leaderId }: Refusal) {
    super(`The node refuses (${kind}).`);
    this.kind = kind;
    this.leaderId = leaderId;
  }
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Refused) => void;
}

/** A connection to one node, made anew when it broke. */
export class Line {
  readonly #path: string;
  readonly #waiting = new Map<number, Waiting>();
  #socket: Socket | null = null;
  #count = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws Refused: of kind `unknown` where it was asked and did not answer in time. */
  ask<Answer>(question: Question, withinMs: number): Promise<Answer> {
    const socket = this.#socket ?? this.#connect();
    this.#count += 1;
    const id = this.#count;
    return new Promise<Answer>((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
      };
      const waiting: Waiting = {
        resolve: (answer) => {
          end();
          resolve(answer as Answer);
        },
        reject: (error) => {
          end();
          reject(error);
        },
      };
      const timer = setTimeout(
        () => waiting.reject(new Refused({ kind: 'unknown', leaderId: null })),
        withinMs,
      );
      this.#waiting.set(id, waiting);
      socket.write(lineOf({ id, question }));
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  #connect(): Socket {
    const socket = connect(this.#path);
    this.#socket = socket;
    let wasConnected = false;
    socket.on('connect', () => {
      wasConnected = true;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = null;
      const kind = wasConnected ? 'unknown' : 'dropped';
      for (const { reject } of [...this.#waiting.values()]) {
        reject(new Refused({ kind, leaderId: null }));
      }
    });
    readLines(socket, (line) => {
      const told = line as Told;
      const waiting = this.#waiting.get(told.id);
      if ('refusal' in told) waiting?.reject(new Refused(told.refusal));
      else waiting?.resolve(told.answer);
    });
    return socket;
  }
}
