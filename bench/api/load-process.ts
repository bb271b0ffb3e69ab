import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { answerRequests } from '../harness/node-child.ts';

export interface LoadRequest {
  readonly port: number;
  readonly cookie: string;
  /** Path and query of each request in turn. */
  readonly targets: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second; null for as many as there are answers. */
  readonly rate: number | null;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** From the moment at which it was due; milliseconds. */
  readonly latencies: readonly number[];
}

/** One connection that asks and reads, and costs next to nothing itself. */
class Client {
  readonly #socket: Socket;
  #received: Buffer[] = [];
  #size = 0;
  #wanted = 0;
  #answered: (() => void) | null = null;

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', (error) => {
      throw error;
    });
  }

  ask(target: string, cookie: string): Promise<void> {
    this.#socket.write(`GET ${target} HTTP/1.1\r\nHost: bench\r\nCookie: ${cookie}\r\n\r\n`);
    return new Promise((resolve) => (this.#answered = resolve));
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#received.push(chunk);
    this.#size += chunk.length;
    if (this.#wanted === 0) {
      const head = Buffer.concat(this.#received);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const text = head.toString('latin1', 0, end);
      if (!text.startsWith('HTTP/1.1 200')) throw new Error(`Not what was asked for: ${text}`);
      const length = /content-length: (\d+)/i.exec(text)?.[1];
      if (length === undefined) throw new Error(`No length: ${text}`);
      this.#wanted = end + 4 + Number(length);
    }
    if (this.#size < this.#wanted) return;
    this.#received = [];
    this.#size = 0;
    this.#wanted = 0;
    this.#answered?.();
  }
}

async function load(request: LoadRequest): Promise<LoadResult> {
  const { port, cookie, targets, connections, seconds, rate } = request;
  const clients = Array.from({ length: connections }, () => new Client(port));
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const latencies: number[] = [];
  let count = 0;
  const lane = async (client: Client): Promise<void> => {
    for (;;) {
      const index = count++;
      const due = rate === null ? performance.now() : begun + (index * 1000) / rate;
      if (due >= end || performance.now() >= end) return;
      const early = due - performance.now();
      if (early > 1) await delay(early);
      await client.ask(targets[index % targets.length] ?? '/', cookie);
      latencies.push(performance.now() - due);
    }
  };
  await Promise.all(clients.map(lane));
  for (const client of clients) client.close();
  return { requests: latencies.length, seconds: (performance.now() - begun) / 1000, latencies };
}

export interface LoginRequest {
  readonly url: string;
  /** Log-ins are `person-N@example.org`, in turn. */
  readonly people: number;
  readonly password: string;
  readonly perSecond: number;
  readonly seconds: number;
}

/** Right log-ins at a steady rate; answers how long each took, from when it was due (ms). */
async function logIn(request: LoginRequest): Promise<readonly number[]> {
  const { url, people, password, perSecond, seconds } = request;
  const latencies: number[] = [];
  const one = async (index: number, due: number): Promise<void> => {
    const email = `person-${index % people}@example.org`;
    const answer = await fetch(`${url}/v1/session`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': `10.0.${(index >> 8) & 255}.${index & 255}`,
      },
      body: JSON.stringify({ email, password }),
    });
    if (!answer.ok) throw new Error(`A log-in failed: ${await answer.text()}`);
    await answer.body?.cancel();
    latencies.push(performance.now() - due);
  };
  const running: Promise<void>[] = [];
  const begun = performance.now();
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const due = begun + (index * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await delay(early);
    running.push(one(index, due));
  }
  await Promise.all(running);
  return latencies;
}

answerRequests({ load, logIn });
