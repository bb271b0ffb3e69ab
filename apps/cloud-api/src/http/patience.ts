import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Refusals on a connection that are answered as fast as they come. */
const atOnceMost = 20;
/** For each refusal of late a connection is read so much later, */
const pauseMsEach = 5;
/** and so much at most: somebody else's request may be the next on it. */
const pauseMsMost = 1_000;
const forgottenMs = 10_000;
/** Refusals of what was read already, before the connection is closed. */
const readAheadMost = 64;

interface Strain {
  refusals: number;
  since: number;
  /** Refused since it is to be read no more for a while. */
  readAhead: number;
  pause: NodeJS.Timeout | null;
  isClosing: boolean;
}

/**
 * Lets those wait who go on asking beyond their limit: their connection is read again only after a while, so that
 * TCP keeps at their end what would be refused here. It is for connections of clients: on one of a proxy everybody's
 * requests come.
 */
export class Patience {
  private readonly strains = new WeakMap<Socket, Strain>();

  /** @param random of [0, 1) */
  constructor(private readonly random: () => number = Math.random) {}

  /** Whether an answer before this request ends the connection: nothing after it would be read. */
  isOver(socket: Socket): boolean {
    return this.strains.get(socket)?.isClosing ?? false;
  }

  /** Before a refusal is answered. */
  try(socket: Socket, response: ServerResponse, now = performance.now()): void {
    const strain = this.strainOf(socket, now);
    strain.refusals += 1;
    if (strain.refusals <= atOnceMost) return;
    strain.readAhead += 1;
    if (strain.readAhead > readAheadMost) {
      strain.isClosing = true;
      response.shouldKeepAlive = false;
      return;
    }
    strain.pause ??= setTimeout(() => {
      strain.pause = null;
      strain.readAhead = 0;
      socket.resume();
    }, this.pauseMs(strain)).unref();
    // Node reads on after each answer.
    response.once('close', () => {
      if (strain.pause) socket.pause();
    });
  }

  /**
   * By chance between the half and the whole: a flood begins on all of its connections at once, and with pauses of
   * one length they would all be read again in the same moment, each second, and hold up everybody else in it.
   */
  private pauseMs({ refusals }: Strain): number {
    return Math.min(pauseMsMost, refusals * pauseMsEach) * (0.5 + this.random() / 2);
  }

  private strainOf(socket: Socket, now: number): Strain {
    const known = this.strains.get(socket);
    if (known && now - known.since < forgottenMs) return known;
    const strain = known ?? {
      refusals: 0,
      since: now,
      readAhead: 0,
      pause: null,
      isClosing: false,
    };
    Object.assign(strain, { refusals: 0, since: now });
    this.strains.set(socket, strain);
    return strain;
  }
}
