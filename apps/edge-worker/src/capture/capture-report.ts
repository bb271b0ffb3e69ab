import type { FrameBody } from '@eyrie/contracts';
import type { Miss } from './capture-failure.ts';
import type { MissedSlots } from './miss-runs.ts';

/** What a camera's loop tells of its slots. */
export interface CaptureReport {
  onFrame(body: FrameBody): void;
  onMiss(cameraId: string, missed: MissedSlots, miss: Miss): void;
}

/** A stretch that ended before a camera's loop began, and why nothing was captured in it. */
export interface Gap {
  readonly untilMs: number;
  readonly miss: Miss;
}

/** Where a camera's account goes on. */
export interface Resumption {
  /** The last slot that is accounted for. */
  readonly afterMs: number;
  readonly gaps: readonly Gap[];
}
