/** The steps of a render, in order. */
export type RenderStep = 'checking' | 'encoding' | 'verifying';

export interface RenderProgress {
  step: RenderStep;
  /** Frames done in this step; never decreases within it. */
  done: number;
  /** Frames of this step; after `checking` only the usable ones. */
  total: number;
  /** Of the whole render, 0 to 100; never decreases. The last report has 100. */
  percent: number;
  /** Estimated seconds to the end, null until there is something to go by. */
  etaSeconds: number | null;
}

/** What part of a render's time each step takes, roughly: encoding is by far the longest. */
const shares: Record<RenderStep, { from: number; to: number }> = {
  checking: { from: 0, to: 15 },
  encoding: { from: 15, to: 92 },
  verifying: { from: 92, to: 100 },
};

/** Turns "done of total in a step" into reports that never go back, not more often than asked. */
export class ProgressReporter {
  private readonly report: (progress: RenderProgress) => void;
  private readonly now: () => number;
  private readonly startedAt: number;
  private reportedAt = Number.NEGATIVE_INFINITY;
  private last: RenderProgress = {
    step: 'checking',
    done: 0,
    total: 0,
    percent: 0,
    etaSeconds: null,
  };

  /** `now` is in milliseconds and never goes back. */
  constructor(report: (progress: RenderProgress) => void, now: () => number) {
    this.report = report;
    this.now = now;
    this.startedAt = now();
  }

  step(step: RenderStep, done: number, total: number): void {
    const sameStep = step === this.last.step;
    // ffmpeg may count a frame more than was planned; that is for the verification to judge.
    const monotone = Math.min(total, Math.max(done, sameStep ? this.last.done : 0));
    const share = shares[step];
    const part = total === 0 ? 0 : monotone / total;
    const percent = Math.max(this.last.percent, share.from + (share.to - share.from) * part);
    const now = this.now();
    const elapsedSeconds = (now - this.startedAt) / 1000;
    const etaSeconds = percent < 2 ? null : (elapsedSeconds * (100 - percent)) / percent;
    this.last = { step, done: monotone, total, percent, etaSeconds };
    const isEdge = !sameStep || monotone === total;
    if (!isEdge && now - this.reportedAt < 250) return;
    this.reportedAt = now;
    this.report(this.last);
  }
}
