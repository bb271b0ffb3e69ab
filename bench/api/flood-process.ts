// The noisy neighbour: sends as much as it is told to, and costs next to nothing itself.
import { connect, type Socket } from 'node:net';
import { setPriority } from 'node:os';
import { answerRequests } from '../harness/node-child.ts';

export interface FloodRequest {
  readonly port: number;
  /** Headers of each credential, without the end of their line; requests take turns with them. */
  readonly credentials: readonly string[];
  /** Path and query of each request in turn. */
  readonly targets: readonly string[];
  readonly connections: number;
  readonly perSecond: number;
  /** Event streams that it tries to open, on connections of their own. */
  readonly streamsPerSecond: number;
  readonly seconds: number;
}

export interface FloodResult {
  /** Requests that were written; what a connection would not take is left out. */
  readonly sent: number;
  /** Of the requests that were due: what the server let wait is not sent. */
  readonly due: number;
  readonly served: number;
  readonly refused: number;
  /** Refusals that tell how long to wait. */
  readonly refusedWithTime: number;
  /** Answered that the database does not get to it in time. */
  readonly busy: number;
  readonly others: number;
  readonly streams: number;
  readonly streamsRefused: number;
}

/** Requests that a connection has under way at most: beyond it the server would only queue them. */
const pipelinedMost = 16;
const tickMs = 5;
const status = Buffer.from('HTTP/1.1 ');
const retryAfter = Buffer.from('\r\nretry-after: ');

/** Counted while it lasts. */
type Counts = { -readonly [Name in keyof FloodResult]: FloodResult[Name] };

/** A connection that counts answers by their first lines, and reads nothing else of them. */
class Line {
  readonly #socket: Socket;
  #tail: Buffer = Buffer.alloc(0);
  underWay = 0;
  isClosed = false;

  constructor(
    port: number,
    private readonly onAnswer: (code: number, line: Line) => void,
    private readonly onTime: () => void,
  ) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => (this.isClosed = true));
  }

  send(bytes: Buffer): void {
    this.underWay += 1;
    this.#socket.write(bytes);
  }

  /** Writes from here on leave in one piece. */
  cork(): void {
    this.#socket.cork();
  }

  uncork(): void {
    this.#socket.uncork();
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    const text = this.#tail.length === 0 ? chunk : Buffer.concat([this.#tail, chunk]);
    let from = 0;
    for (;;) {
      const at = text.indexOf(status, from);
      if (at < 0 || at + 12 > text.length) break;
      from = at + 12;
      this.underWay -= 1;
      this.onAnswer(Number(text.toString('latin1', at + 9, at + 12)), this);
    }
    for (let at = 0; (at = text.indexOf(retryAfter, at)) >= 0; at += 1) this.onTime();
    // What may be the beginning of a status or of that header, whose end is still to come; never a whole one.
    this.#tail = text.subarray(Math.max(from, text.length - retryAfter.length + 1));
  }
}

async function flood(request: FloodRequest): Promise<FloodResult> {
  const { port, credentials, targets, connections, perSecond, streamsPerSecond } = request;
  const counts: Counts = {
    sent: 0,
    due: 0,
    served: 0,
    refused: 0,
    refusedWithTime: 0,
    busy: 0,
    others: 0,
    streams: 0,
    streamsRefused: 0,
  };
  const bytes = (target: string, credential: string) =>
    Buffer.from(`GET ${target} HTTP/1.1\r\nHost: bench\r\n${credential}\r\n\r\n`);
  const requests = Array.from(
    { length: Math.max(credentials.length, targets.length) },
    (_, index) =>
      bytes(targets[index % targets.length] ?? '/', credentials[index % credentials.length] ?? ''),
  );
  const onTime = () => (counts.refusedWithTime += 1);
  const onAnswer = (code: number) => {
    if (code === 200) counts.served += 1;
    else if (code === 429) counts.refused += 1;
    else if (code === 503) counts.busy += 1;
    else counts.others += 1;
  };
  const line = () => new Line(port, onAnswer, onTime);
  const lines = Array.from({ length: connections }, line);
  const openStreams = new Set<Line>();
  const onStream = (code: number, opened: Line) => {
    if (code === 200) counts.streams += 1;
    else if (code === 429) counts.streamsRefused += 1;
    else counts.others += 1;
    if (code === 200) openStreams.add(opened);
  };
  let opener = new Line(port, onStream, () => undefined);
  const begun = performance.now();
  const endAt = begun + request.seconds * 1000;
  let next = 0;
  let streamsAsked = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now();
      if (now >= endAt) {
        clearInterval(timer);
        resolve();
        return;
      }
      const due = Math.floor(((now - begun) * perSecond) / 1000);
      while (counts.due < due) {
        const at = next++ % lines.length;
        if (lines[at]?.isClosed) lines[at] = line();
        const one = lines[at];
        if (!one) break;
        one.cork();
        // A few at once on each connection: one packet, as whoever floods would send them.
        for (let count = 0; count < 4 && counts.due < due; count += 1) {
          counts.due += 1;
          if (one.underWay >= pipelinedMost) continue;
          const message = requests[counts.due % requests.length];
          if (message) one.send(message);
          counts.sent += 1;
        }
        one.uncork();
      }
      const streamsDue = Math.floor(((now - begun) * streamsPerSecond) / 1000);
      while (streamsAsked < streamsDue) {
        streamsAsked += 1;
        if (opener.isClosed || openStreams.has(opener)) {
          opener = new Line(port, onStream, () => undefined);
        }
        if (opener.underWay > 0) continue;
        opener.send(bytes('/events', credentials[streamsAsked % credentials.length] ?? ''));
      }
    }, tickMs);
  });
  for (const one of [...lines, ...openStreams, opener]) one.close();
  return counts;
}

answerRequests({
  flood,
  /** A real flood is made on other machines: here it gets what nobody else wants of the processor. */
  giveWay: (): void => setPriority(19),
});
