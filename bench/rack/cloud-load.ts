import { setTimeout as delay } from 'node:timers/promises';

const everyMs = 500;

export interface CloudLoad {
  /** The most in any second that was looked at. */
  readonly perSecondMost: number;
  readonly requests: number;
  /** Of them answered with 429 or 503. */
  readonly turnedAway: number;
}

/** How many requests the cloud answers, by its own counters. */
export class CloudLoadWatch {
  private readonly looks: { atMs: number; requests: number; turnedAway: number }[] = [];
  private isOver = false;
  private readonly running: Promise<void>;

  constructor(private readonly opsUrl: string) {
    this.running = this.run();
  }

  async stop(): Promise<CloudLoad> {
    this.isOver = true;
    await this.running;
    await this.look();
    const [first] = this.looks;
    const last = this.looks.at(-1);
    if (!first || !last) throw new Error('The cloud told nothing of its requests.');
    // From look to look at least a second: a shorter one that was late would seem busier than it was.
    let perSecondMost = 0;
    let from = first;
    for (const look of this.looks) {
      const seconds = (look.atMs - from.atMs) / 1_000;
      if (seconds < 1) continue;
      perSecondMost = Math.max(perSecondMost, (look.requests - from.requests) / seconds);
      from = look;
    }
    return {
      perSecondMost,
      requests: last.requests - first.requests,
      turnedAway: last.turnedAway - first.turnedAway,
    };
  }

  private async run(): Promise<void> {
    while (!this.isOver) {
      await this.look();
      await delay(everyMs);
    }
  }

  private async look(): Promise<void> {
    const answer = await fetch(`${this.opsUrl}/metrics`).catch(() => null);
    if (!answer?.ok) return;
    let [requests, turnedAway] = [0, 0];
    for (const line of (await answer.text()).split('\n')) {
      const [, labels, value] = /^http_requests_total\{(.*)\} (\S+)$/.exec(line) ?? [];
      if (labels === undefined) continue;
      requests += Number(value);
      if (/status="(429|503)"/.test(labels)) turnedAway += Number(value);
    }
    this.looks.push({ atMs: performance.now(), requests, turnedAway });
  }
}
