import {
  CameraError,
  type Camera,
  type CaptureControls,
  type CapturedFrame,
  type FrameMeasure,
} from '@eyrie/camera';
import type { CameraConfiguration, FrameBody, Place } from '@eyrie/contracts';
import { joinSignals, type Logger } from '@eyrie/platform';
import { nextSlot, type Slot } from '@eyrie/schedule';
import { woken, type Clock } from '../clock.ts';
import { windowOfSlot } from '../timelapse/windows.ts';
import type { CameraExposure } from './camera-exposure.ts';
import { missOf, type Miss } from './capture-failure.ts';
import type { CaptureReport, Resumption } from './capture-report.ts';
import type { FrameIntake } from './frame-intake.ts';
import { missedStretches } from './missed-stretches.ts';

export interface CameraLoopOptions {
  readonly camera: Camera;
  readonly configuration: CameraConfiguration;
  readonly place: Place;
  readonly intake: Pick<FrameIntake, 'requireRoom' | 'keep'>;
  /** How frames are exposed; the camera decides itself where it is null. */
  readonly exposure: Pick<CameraExposure, 'controlsFor' | 'learn'> | null;
  readonly report: CaptureReport;
  /** Where the account of the camera's slots goes on; null begins one now. */
  readonly resumption: Resumption | null;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Somebody waits for a frame that no schedule asked for. */
interface Asked {
  /** Null: as for a slot. */
  readonly controls: CaptureControls | null;
  /** Whether it becomes one of the camera's frames; else it is only looked at. */
  readonly isKept: boolean;
  readonly done: (frame: CapturedFrame, body: FrameBody | null) => void;
  readonly reject: (error: unknown) => void;
}

/** The loop looks at the clock at least so often: a clock that is set must not make it oversleep. */
const sliceMs = 1_000;
/** A clock that goes back by more than this was set; slots are then counted from the new time. */
const backwardsMs = 2_000;
/** Where no slot is in sight one is looked for again so often; a polar night costs a Pi no processor. */
const lookAgainMs = 600_000;
/** Somebody who asked for a frame waits so long for a camera that is busy. */
const patienceMs = 10_000;
/** A driver gets this long after its time is up to say so itself. */
const graceMs = 1_000;

/** Captures one camera's slots, one after the other, for as long as it runs. Never dies by itself. */
export class CameraLoop {
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private previous: FrameMeasure | null = null;
  private upcoming: Slot | null = null;
  private after: number;
  /** Up to where slots were accounted for before the clock leapt ahead; null where it did not. */
  private beforeLeap: number | null = null;
  private lookAgainAt = -Infinity;
  private waking = new AbortController();
  private readonly asked: Asked[] = [];

  constructor(private readonly options: CameraLoopOptions) {
    // The slot of this very instant is still to be had.
    this.after = options.clock.now() - 1;
  }

  start(): void {
    this.running = this.run();
  }

  /** Resolves when the last capture is through and the camera is closed. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    for (const { reject } of this.asked.splice(0)) reject(stopped());
    await this.options.camera.close();
  }

  /**
   * A frame out of turn, as soon as the camera is free. It is no part of any timelapse. Rejects with
   * what keeps it from being taken.
   */
  captureNow(): Promise<FrameBody> {
    return new Promise((resolve, reject) => {
      const done = (_: CapturedFrame, body: FrameBody | null): void => {
        if (body) resolve(body);
      };
      this.ask({ controls: null, isKept: true, done, reject });
    });
  }

  /** A look through the lens, as soon as the camera is free: nothing of it is kept. Rejects as above. */
  lookNow(controls: CaptureControls | null): Promise<CapturedFrame> {
    return new Promise((resolve, reject) => {
      this.ask({ controls, isKept: false, done: resolve, reject });
    });
  }

  private ask(asked: Asked): void {
    if (this.stopping.signal.aborted) {
      asked.reject(stopped());
      return;
    }
    this.asked.push(asked);
    this.waking.abort(woken);
    this.waking = new AbortController();
  }

  private async run(): Promise<void> {
    const { clock, log, configuration } = this.options;
    this.goOn();
    while (!this.stopping.signal.aborted) {
      try {
        await this.turn();
      } catch (error) {
        const { cameraId } = configuration;
        log.error({ event: 'capture_turn_failed', cameraId, err: error }, 'A capture turn failed.');
        await clock.sleep(sliceMs, this.stopping.signal);
      }
    }
  }

  /** Says what became of the slots while nobody was there to capture them. */
  private goOn(): void {
    const { resumption } = this.options;
    if (!resumption || resumption.afterMs > this.after) return;
    this.after = resumption.afterMs;
    for (const { untilMs, miss } of resumption.gaps) this.skipTo(untilMs, miss);
  }

  private async turn(): Promise<void> {
    const { clock, configuration, place } = this.options;
    const waking = this.waking.signal;
    const asked = this.asked.shift();
    if (asked) return this.takeAsked(asked);
    const now = clock.now();
    if (now < this.after - backwardsMs) this.goBack(now);
    if (this.upcoming === null && !(now < this.lookAgainAt)) {
      this.upcoming = nextSlot(configuration.schedules, place, this.after);
      this.lookAgainAt = this.upcoming ? -Infinity : now + lookAgainMs;
    }
    const slot = this.upcoming;
    if (!slot || slot.at > now) {
      const signal = AbortSignal.any([this.stopping.signal, waking]);
      await clock.sleep(Math.min(slot ? slot.at - now : sliceMs, sliceMs), signal);
      return;
    }
    this.upcoming = null;
    this.after = slot.at;
    if (now - slot.at > sliceMs * 2 + graceMs) {
      // We were awake before this slot, so it was the clock that leapt, or the machine that slept.
      this.after = slot.at - 1;
      this.beforeLeap ??= this.after;
      this.skipTo(now - sliceMs, { reason: 'clock', detail: 'The clock jumped over the slot.' });
      return;
    }
    await this.take(slot);
    const detail = 'The frame before was still under way.';
    this.skipTo(clock.now(), { reason: 'busy', detail });
  }

  /**
   * The clock was set back. Where it had leapt ahead before, the slots since then were captured, if at all,
   * under a time that was not: they are missed. Otherwise some instants come a second time.
   */
  private goBack(now: number): void {
    const before = this.beforeLeap;
    this.beforeLeap = null;
    this.upcoming = null;
    this.lookAgainAt = -Infinity;
    this.after = before !== null && before < now ? before : now - 1;
    this.skipTo(now, { reason: 'clock', detail: 'The clock showed another time then.' });
  }

  private async takeAsked({ controls, isKept, done, reject }: Asked): Promise<void> {
    const { clock } = this.options;
    try {
      const at = clock.now();
      if (isKept) this.options.intake.requireRoom();
      const frame = await this.captureWhenFree(at, controls);
      done(frame, isKept ? await this.keepAsked(frame, at) : null);
    } catch (error) {
      reject(error);
    }
    // The slots that it took the place of; one that is due just now is still to be had.
    const missedUntil = clock.now() - sliceMs * 2;
    if (missedUntil <= this.after) return;
    this.upcoming = null;
    this.skipTo(missedUntil, {
      reason: 'busy',
      detail: 'A frame was taken that somebody asked for.',
    });
  }

  private async keepAsked(frame: CapturedFrame, at: number): Promise<FrameBody> {
    const { configuration, place, intake, camera, report } = this.options;
    const taken = { configuration, place, slotAt: at, window: null };
    const { body } = await intake.keep(frame, camera, taken, null);
    report.onFrame(body);
    return body;
  }

  /** A capture that took too long may still hold the driver. */
  private async captureWhenFree(at: number, asked: CaptureControls | null): Promise<CapturedFrame> {
    const { clock } = this.options;
    for (;;) {
      try {
        return await this.capture({ at }, asked);
      } catch (error) {
        const isBusy = error instanceof CameraError && error.kind === 'busy';
        if (!isBusy || this.stopping.signal.aborted || clock.now() - at > patienceMs) throw error;
        await clock.sleep(200, this.stopping.signal);
      }
    }
  }

  /** Counts the slots up to the instant as missed. */
  private skipTo(untilMs: number, miss: Miss): void {
    const { configuration, place, report } = this.options;
    const { cameraId, schedules } = configuration;
    if (untilMs <= this.after) return;
    for (const missed of missedStretches(schedules, place, this.after + 1, untilMs)) {
      report.onMiss(cameraId, missed, miss);
    }
    this.after = untilMs - 1;
  }

  private async take(slot: Slot): Promise<void> {
    const { configuration, place, intake, camera, report } = this.options;
    try {
      intake.requireRoom();
      const frame = await this.capture(slot);
      const window = windowOfSlot(configuration, slot.at);
      const taken = { configuration, place, slotAt: slot.at, window };
      const kept = await intake.keep(frame, camera, taken, this.previous);
      this.previous = kept.measure;
      this.options.exposure?.learn(slot.at, frame, kept.measure);
      report.onFrame(kept.body);
    } catch (error) {
      // Being told to stop is no failure of the camera.
      if (this.stopping.signal.aborted && error instanceof CameraError) return;
      const missed = { slotAt: slot.at, until: slot.at, slots: 1 };
      report.onMiss(configuration.cameraId, missed, missOf(error));
    }
  }

  /** A frame in time, or a `CameraError`, also from a driver that does not hear its signal. */
  private async capture(
    slot: Pick<Slot, 'at'>,
    asked: CaptureControls | null = null,
  ): Promise<CapturedFrame> {
    const { camera, clock, exposure } = this.options;
    // What is asked for goes on top of the profile: a look at the focus is exposed like a frame.
    const usual = exposure?.controlsFor(slot.at) ?? null;
    const controls = asked ? { ...usual, ...asked } : usual;
    const timeoutMs = this.timeoutMs(slot.at) * (controls?.bracket?.length ?? 1);
    const { signal, release } = joinSignals([clock.timeout(timeoutMs), this.stopping.signal]);
    const done = new AbortController();
    const late = clock.sleep(timeoutMs + graceMs, done.signal).then(() => {
      throw new CameraError('hang', 'The driver did not answer, not even that it gives up.');
    });
    late.catch(() => undefined);
    try {
      return await Promise.race([camera.capture({ slotAt: slot.at, signal, controls }), late]);
    } finally {
      done.abort(woken);
      release();
    }
  }

  /** Twice the time to the next slot, since a slow frame is better than none; 5 to 30 seconds. */
  private timeoutMs(at: number): number {
    const { configuration, place } = this.options;
    const next = nextSlot(configuration.schedules, place, at)?.at ?? Infinity;
    return Math.min(30_000, Math.max(5_000, (next - at) * 2));
  }
}

function stopped(): Error {
  return new Error('The camera was closed before its turn came.');
}
