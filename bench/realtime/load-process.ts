import { connect, type Socket } from 'node:net';
import { openEventStream, parseCursor, type EventStream } from '@eyrie/realtime';
import { answerRequests } from '../harness/node-child.ts';

export interface ConnectRequest {
  readonly port: number;
  readonly cookie: string;
  readonly clients: number;
}

export interface FollowRequest {
  readonly urls: readonly string[];
  readonly cookie: string;
  readonly clients: number;
}

/** How the clients that follow stand against the log. */
export interface FollowResult {
  readonly behind: number;
  readonly lost: number;
  readonly doubled: number;
}

const sockets: Socket[] = [];
let latencies: number[] = [];

/** A subscriber that costs next to nothing: it looks for the moment in each event and for nothing else. */
function subscribe(port: number, cookie: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    let rest = '';
    socket.setEncoding('latin1');
    socket.write(`GET /events HTTP/1.1\r\nHost: bench\r\nCookie: ${cookie}\r\n\r\n`);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('A subscriber was cut off.')));
    socket.on('data', (text: string) => {
      if (text.includes('event: hello')) resolve();
      rest += text;
      let end = rest.indexOf('\n\n');
      for (; end >= 0; end = rest.indexOf('\n\n')) {
        const at = /"at":(\d{13})/.exec(rest.slice(0, end))?.[1];
        if (at !== undefined) latencies.push(Date.now() - Number(at));
        rest = rest.slice(end + 2);
      }
    });
  });
}

interface Follower {
  readonly stream: EventStream;
  last: number;
  lost: number;
  doubled: number;
}
const followers: Follower[] = [];

function follow(urls: readonly string[], cookie: string): void {
  let attempts = 0;
  const follower: Follower = {
    last: 0,
    lost: 0,
    doubled: 0,
    stream: openEventStream({
      url: `${urls[0] ?? ''}/events`,
      headers: { cookie },
      transports: ['sse'],
      // The first replica until it is gone, then the next: what a balancer does.
      fetch: (_url, init) => {
        const url = urls[attempts % urls.length] ?? '';
        attempts += 1;
        return fetch(`${url}/events`, init);
      },
      onEvent: (_event, cursor) => {
        const seq = parseCursor(cursor)?.seq ?? 0;
        if (follower.last > 0 && seq > follower.last + 1) follower.lost += seq - follower.last - 1;
        if (seq <= follower.last) follower.doubled += 1;
        follower.last = Math.max(follower.last, seq);
      },
      onReset: () => (follower.lost += 1),
    }),
  };
  followers.push(follower);
}

answerRequests({
  connect: async ({ port, cookie, clients }: ConnectRequest): Promise<void> => {
    for (let open = 0; open < clients; open += 100) {
      const wave = Array.from({ length: Math.min(100, clients - open) }, () =>
        subscribe(port, cookie),
      );
      await Promise.all(wave);
    }
  },
  /** Milliseconds from making an event to its bytes here, since they were last asked for. */
  takeLatencies: (): Float64Array => {
    const taken = Float64Array.from(latencies);
    latencies = [];
    return taken;
  },
  disconnect: (): void => {
    for (const socket of sockets.splice(0)) socket.removeAllListeners('close').destroy();
  },
  follow: async ({ urls, cookie, clients }: FollowRequest): Promise<void> => {
    for (let open = 0; open < clients; open += 1) follow(urls, cookie);
    while (followers.some(({ stream }) => stream.state.state !== 'live')) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  },
  /** Measured against the number of the newest event. */
  standing: (head: number): FollowResult => ({
    behind: followers.filter(({ last }) => last < head).length,
    lost: followers.reduce((sum, { lost }) => sum + lost, 0),
    doubled: followers.reduce((sum, { doubled }) => sum + doubled, 0),
  }),
  unfollow: (): void => {
    for (const { stream } of followers.splice(0)) stream.close();
  },
});
