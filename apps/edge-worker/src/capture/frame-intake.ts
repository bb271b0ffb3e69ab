import {
  makeThumbnail,
  validateFrame,
  type Camera,
  type CapturedFrame,
  type FrameMeasure,
} from '@eyrie/camera';
import { idFromUuid, type CameraConfiguration, type FrameBody, type Place } from '@eyrie/contracts';
import { sunAt } from '@eyrie/schedule';
import { instantOf, type Clock } from '../clock.ts';
import type { FrameNote, LedgerEntry, TimelapseWindow } from '../media/ledger-entry.ts';
import type { Ledger } from '../media/ledger.ts';
import type { MediaFiles } from '../media/media-files.ts';
import type { Quarantine } from '../media/quarantine.ts';
import type { HeldRecord, Outbox } from '../records/outbox.ts';
import type { Pace } from '../telemetry/pace.ts';
import { Turns } from '../turns.ts';
import { newUuid } from '../uuid.ts';
import { BadFrame, NoRoom } from './capture-failure.ts';

export interface FrameIntakeOptions {
  readonly files: MediaFiles;
  readonly ledger: Ledger;
  readonly outbox: Outbox;
  readonly quarantine: Quarantine;
  readonly clock: Clock;
  readonly hasRoom: () => boolean;
  /** Leaves frames out where the machine cannot take them all. */
  readonly pace?: Pick<Pace, 'require'>;
  readonly isClockTrusted: () => boolean;
}

export interface TakenFor {
  readonly configuration: CameraConfiguration;
  readonly place: Place;
  readonly slotAt: number;
  readonly window: TimelapseWindow | null;
}

export interface KeptFrame {
  readonly body: FrameBody;
  readonly measure: FrameMeasure;
}

/** Judges what a camera gave and makes it durable: files, record, account, in this order. */
export class FrameIntake {
  /** Several cameras share the intake: the account is brought up by one at a time. */
  private readonly accounting = new Turns();
  private readonly unaccounted: { held: HeldRecord; entries: LedgerEntry[] }[] = [];

  constructor(private readonly options: FrameIntakeOptions) {}

  /** Whether a frame could be kept at all; asked before the shutter opens. Throws `NoRoom`, `Strained`. */
  requireRoom(): void {
    if (!this.options.hasRoom()) throw new NoRoom();
    this.options.pace?.require();
  }

  /** Rejects with `BadFrame`, or with what the disk said. */
  async keep(
    frame: CapturedFrame,
    camera: Camera,
    taken: TakenFor,
    previous: FrameMeasure | null,
  ): Promise<KeptFrame> {
    const { files, outbox, clock } = this.options;
    await this.accounting.run(() => this.account());
    const measure = await this.judge(frame, camera, previous);
    const thumbnail = await makeThumbnail(frame.jpeg, taken.configuration.thumbnailWidthPx);
    const image = await files.write(frame.jpeg, 'image/jpeg');
    const small = await files.write(thumbnail.jpeg, 'image/jpeg');
    const body = this.describe(frame, measure, taken, { image, thumbnail: small });
    const now = clock.now();
    // A record that is sent must have its bytes accounted for, and after a crash between the two
    // only the record tells of them. So the record comes first, but is held until both are durable.
    const held = await outbox.appendHeld({
      kind: 'frame',
      recordedAt: instantOf(now),
      priority: 'normal',
      body,
    });
    const note: FrameNote = {
      frameId: body.frameId,
      cameraId: body.cameraId,
      slotAt: taken.slotAt,
      capturedAt: frame.exposureStartedAt,
      window: taken.window,
    };
    const base = { op: 'blob' as const, addedAt: now, record: held.name };
    this.unaccounted.push({
      held,
      entries: [
        { ...base, ...small, kind: 'thumbnail' },
        { ...base, ...image, kind: 'original', frame: note },
      ],
    });
    // The record is durable and cannot be taken back: where the account cannot be written now, the
    // next frame, or the next start, brings it up to the record.
    await this.accounting.run(() => this.account()).catch(() => undefined);
    return { body, measure };
  }

  private async account(): Promise<void> {
    for (let next = this.unaccounted[0]; next; next = this.unaccounted[0]) {
      await this.options.ledger.write(next.entries);
      this.unaccounted.shift();
      next.held.release();
    }
  }

  private async judge(
    frame: CapturedFrame,
    camera: Camera,
    previous: FrameMeasure | null,
  ): Promise<FrameMeasure> {
    const { width, height } = camera.info;
    const check = await validateFrame(frame.jpeg, {
      width,
      height,
      previous: previous ?? undefined,
    });
    if (check.ok) return check.measure;
    await this.options.quarantine.keepBytes(frame.jpeg, check.reason).catch(() => undefined);
    throw new BadFrame(check.reason, check.detail);
  }

  private describe(
    frame: CapturedFrame,
    measure: FrameMeasure,
    { configuration, place, slotAt }: TakenFor,
    references: Pick<FrameBody, 'image' | 'thumbnail'>,
  ): FrameBody {
    const { sceneTime } = frame.metadata;
    const sceneAt = typeof sceneTime === 'number' && sceneTime !== slotAt ? sceneTime : null;
    const sun = sunAt(place, sceneAt ?? frame.exposureStartedAt);
    return {
      frameId: idFromUuid('frame', newUuid(this.options.clock.now())),
      cameraId: configuration.cameraId,
      slotAt: instantOf(slotAt),
      capturedAt: instantOf(frame.exposureStartedAt),
      sceneAt: sceneAt === null ? null : instantOf(sceneAt),
      clockTrusted: this.options.isClockTrusted(),
      ...references,
      widthPx: measure.width,
      heightPx: measure.height,
      shutterUs: frame.exposure?.shutterUs ?? null,
      gain: frame.exposure?.gain ?? null,
      luminance: Math.min(1, Math.max(0, measure.luminance)),
      sharpness: Math.max(0, measure.sharpness),
      sunAltitudeDeg: sun.altitudeDeg,
      sunAzimuthDeg: sun.azimuthDeg,
    };
  }
}
