import type { CaptureMissed, FrameBody, MachineCondition, WorkerStatus } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { instantOf, type Clock } from '../clock.ts';
import type { DeviceEvents } from '../records/device-events.ts';
import type { WorkerMetrics } from '../status/worker-metrics.ts';
import type { Miss } from './capture-failure.ts';
import type { CaptureReport, Gap, Resumption } from './capture-report.ts';
import { unseenLens, watchLens, type LensState } from './lens-watch.ts';
import { MissRuns, type MissedSlots, type MissRun } from './miss-runs.ts';
import type { SlotMarks } from './slot-marks.ts';

export interface CaptureLogOptions {
  readonly events: Pick<DeviceEvents, 'emit'>;
  readonly metrics: WorkerMetrics;
  readonly marks: Pick<SlotMarks, 'read' | 'write'>;
  /** The slot of the newest frame at or after an instant that the disk knows; null where there is none. */
  readonly newestFrameSlot: (cameraId: string, fromMs: number) => number | null;
  /** When this machine was switched on, epoch milliseconds. */
  readonly bootedAt: () => number;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Account {
  readonly runs: MissRuns;
  /** The last slot that a frame or a report stands for. */
  accountedAt: number;
  markedAt: number;
}

type CameraStanding = MachineCondition['cameras'][number];

/** Reasons for which no capture was tried, so that none failed. */
const ofNoCapture: ReadonlySet<Miss['reason']> = new Set([
  'busy',
  'clock',
  'configuration',
  'heat',
  'power',
  'restart',
]);

/** Cards wear: the mark is brought up so often, and frames on the disk say what came after it. */
const markEveryMs = 60_000;

/** Keeps account of every slot: counts frames and misses, and tells the cloud of the misses. */
export class CaptureLog implements CaptureReport {
  private captured = 0;
  private readonly lenses = new Map<string, LensState>();
  private last: WorkerStatus['lastFrame'] = null;
  private readonly accounts = new Map<string, Account>();
  private readonly standings = new Map<string, CameraStanding>();
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly options: CaptureLogOptions) {}

  get framesCaptured(): number {
    return this.captured;
  }

  get lastFrame(): WorkerStatus['lastFrame'] {
    return this.last;
  }

  /** How each camera did last, since the start. */
  get cameras(): CameraStanding[] {
    return [...this.standings.values()];
  }

  /** What happened to the slots since a camera was last heard of; null where it never was, or the clock went back. */
  async resume(cameraId: string): Promise<Resumption | null> {
    const { marks, newestFrameSlot, bootedAt, clock } = this.options;
    const now = clock.now();
    const known = this.accounts.get(cameraId);
    if (known) {
      if (known.accountedAt >= now) return null;
      const detail = 'The camera was being set up anew.';
      const miss: Miss = { reason: 'configuration', detail };
      return { afterMs: known.accountedAt, gaps: [{ untilMs: now, miss }] };
    }
    const mark = await marks.read(cameraId);
    if (mark === null) return null;
    const afterMs = Math.max(mark, newestFrameSlot(cameraId, mark) ?? mark);
    if (afterMs >= now) return null;
    const gaps: Gap[] = [];
    const bootedMs = bootedAt();
    if (bootedMs > afterMs) {
      gaps.push({ untilMs: bootedMs, miss: { reason: 'power', detail: 'The device was off.' } });
    }
    const detail = 'The worker did not run.';
    gaps.push({ untilMs: now, miss: { reason: 'restart', detail } });
    return { afterMs, gaps };
  }

  onFrame(body: FrameBody): void {
    const { metrics, log } = this.options;
    const { frameId, cameraId, slotAt, capturedAt, image } = body;
    this.watch(body);
    this.captured += 1;
    this.standings.set(cameraId, {
      cameraId,
      lastFrameAt: Date.parse(capturedAt),
      missing: null,
    });
    this.last = { frameId, cameraId, capturedAt, sha256: image.sha256 };
    metrics.framesCaptured.inc({ camera_id: cameraId });
    metrics.slotDelaySeconds.observe((Date.parse(capturedAt) - Date.parse(slotAt)) / 1000);
    log.debug({ event: 'frame_captured', cameraId, frameId }, 'A frame was captured.');
    const account = this.accountOf(cameraId);
    this.tell(cameraId, account, account.runs.end());
    account.accountedAt = Date.parse(slotAt);
    if (Math.abs(account.accountedAt - account.markedAt) >= markEveryMs) this.mark(cameraId);
  }

  /** A frame behind ice is kept, and somebody is told at once that it is behind ice. */
  private watch({ cameraId, frameId, details }: FrameBody): void {
    const { events, log } = this.options;
    const lens = details?.lens;
    if (details?.isNewView) this.tellOfNewView(cameraId, frameId, details.shift ?? null);
    if (!lens) return;
    const was = this.lenses.get(cameraId) ?? unseenLens;
    const [state, said] = watchLens(was, lens.condition);
    this.lenses.set(cameraId, state);
    if (said === null) return;
    const isClear = said === 'clear';
    const type = isClear ? 'capture.unobstructed' : 'capture.obstructed';
    log.warn({ event: type.replace('.', '_'), cameraId, by: said }, 'The lens changed.');
    const data = isClear ? { frame_id: frameId } : { ...lens, frame_id: frameId };
    void events.emit({ type, cameraId, data, priority: isClear ? 'normal' : 'high' });
  }

  /** Somebody turned the camera, or the wind did. What was obstructed is soon found clear. */
  private tellOfNewView(
    cameraId: string,
    frameId: string,
    shift: { readonly x: number; readonly y: number } | null,
  ): void {
    const { events, log } = this.options;
    log.warn({ event: 'capture_view_changed', cameraId, shift }, 'The camera looks elsewhere.');
    const data = { frame_id: frameId, shift };
    void events.emit({ type: 'capture.view_changed', cameraId, data, priority: 'high' });
  }

  onMiss(cameraId: string, missed: MissedSlots, miss: Miss): void {
    const { metrics, clock } = this.options;
    const lastFrameAt = this.standings.get(cameraId)?.lastFrameAt ?? null;
    this.standings.set(cameraId, { cameraId, lastFrameAt, missing: miss.reason });
    metrics.framesMissed.inc({ camera_id: cameraId, reason: miss.reason }, missed.slots);
    const account = this.accountOf(cameraId);
    this.tell(cameraId, account, account.runs.add(missed, miss, clock.now()));
  }

  /** Tells what is left to be told, and remembers where each camera stands. */
  async stop(): Promise<void> {
    for (const [cameraId, account] of this.accounts) {
      this.tell(cameraId, account, account.runs.end());
      this.mark(cameraId);
    }
    await this.writing;
  }

  private tell(cameraId: string, account: Account, runs: readonly MissRun[]): void {
    const { events, log } = this.options;
    for (const { reason, detail, slotAt, until, slots } of runs) {
      const data: CaptureMissed = {
        reason,
        detail,
        slot_at: instantOf(slotAt),
        until: instantOf(until),
        slots,
      };
      log.warn({ event: 'capture_missed', cameraId, ...data }, 'Slots have no frame.');
      const told = events.emit({ type: 'capture.missed', cameraId, data: { ...data } });
      if (!ofNoCapture.has(reason)) {
        void events.emit({ type: 'capture.failed', cameraId, data: { reason, detail } });
      }
      account.accountedAt = Math.max(account.accountedAt, until);
      // The mark comes after the event: what is told twice is worse than what is told late.
      this.writing = this.writing.then(() => told).then(() => undefined);
    }
    if (runs.length > 0) this.mark(cameraId);
  }

  private mark(cameraId: string): void {
    const { marks, log } = this.options;
    const account = this.accountOf(cameraId);
    const at = account.accountedAt;
    if (at === -Infinity) return;
    account.markedAt = at;
    this.writing = this.writing
      .then(() => marks.write(cameraId, at))
      .catch((error: unknown) => {
        // Where the disk takes nothing, the next start knows less, and says "power" or "restart".
        log.warn({ event: 'slot_mark_not_written', cameraId, err: error }, 'Not remembered.');
      });
  }

  private accountOf(cameraId: string): Account {
    let account = this.accounts.get(cameraId);
    if (!account) {
      account = { runs: new MissRuns(), accountedAt: -Infinity, markedAt: -Infinity };
      this.accounts.set(cameraId, account);
    }
    return account;
  }
}
