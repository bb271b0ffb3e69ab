import { createHash } from 'node:crypto';
import {
  colourTemperatureOf,
  releaseBytes,
  stampFrame,
  thumbnailOf,
  validateFrame,
  type BracketShot,
  type Camera,
  type CapturedFrame,
  type FrameCheck,
  type FrameMeasure,
} from '@eyrie/camera';
import { version } from '@eyrie/platform';
import {
  idFromUuid,
  uuidFromId,
  type CameraConfiguration,
  type FrameBody,
  type Place,
} from '@eyrie/contracts';
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
import { sceneKeyOf, type SceneFiles } from './scene-files.ts';
import { sceneTimeOf } from './scene-time.ts';

export interface FrameIntakeOptions {
  readonly files: MediaFiles;
  readonly ledger: Ledger;
  readonly outbox: Outbox;
  readonly quarantine: Quarantine;
  readonly scenes: SceneFiles;
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

type GoodFrame = Extract<FrameCheck, { ok: true }> & {
  /** The camera has been turned, and this is what it sees from now on. */
  readonly isNewView: boolean;
};

/** Deep twilight: the land is still there to be compared with. */
const lensAltitudeMinDeg = -3;

/** Judges what a camera gave and makes it durable: files, record, account, in this order. */
export class FrameIntake {
  /** Several cameras share the intake: the account is brought up by one at a time. */
  private readonly accounting = new Turns();
  /** Frames of each camera since the worker started. */
  private readonly taken = new Map<string, number>();
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
    const check = await this.judge(frame, camera, taken, previous);
    const { measure, picture } = check;
    const thumbnail = await thumbnailOf(picture, taken.configuration.thumbnailWidthPx);
    releaseBytes(picture.rgb);
    releaseBytes(picture.grey);
    const facts = this.describe(frame, check, taken);
    const image = await files.handOver(this.stamp(frame, camera, facts), 'image/jpeg');
    const small = await files.handOver(thumbnail.jpeg, 'image/jpeg');
    const body: FrameBody = { ...facts, image, thumbnail: small };
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
    { configuration, place, slotAt }: TakenFor,
    previous: FrameMeasure | null,
  ): Promise<GoodFrame> {
    const { scenes, quarantine } = this.options;
    const { width, height } = camera.info;
    const { cameraId, thumbnailWidthPx } = configuration;
    const key = sceneKeyOf(configuration.driver, width, height);
    // By night there is too little to be seen to say anything of a lens.
    const isLight =
      sunAt(place, sceneTimeOf(configuration, slotAt)).altitudeDeg > lensAltitudeMinDeg;
    const check = await validateFrame(frame.jpeg, {
      width,
      height,
      previous: previous ?? undefined,
      scene: isLight ? await scenes.read(cameraId, key) : null,
      thumbnailWidth: thumbnailWidthPx,
    });
    if (check.ok) {
      const isNewView = isLight && (await scenes.learn(cameraId, key, check, slotAt));
      return { ...check, isNewView };
    }
    await quarantine.keepBytes(frame.jpeg, check.reason).catch(() => undefined);
    throw new BadFrame(check.reason, check.detail);
  }

  /** All but the references to the bytes, which are only known when these are written. */
  private describe(
    frame: CapturedFrame,
    { measure, lens, isNewView }: GoodFrame,
    { configuration, place, slotAt }: TakenFor,
  ): Omit<FrameBody, 'image' | 'thumbnail'> {
    const { sceneTime } = frame.metadata;
    const sceneAt = typeof sceneTime === 'number' && sceneTime !== slotAt ? sceneTime : null;
    const sun = sunAt(place, sceneAt ?? frame.exposureStartedAt);
    const { ev, colourGains } = frame.exposure ?? {};
    const kelvin = frame.metered?.colourTemperatureK;
    return {
      frameId: idFromUuid('frame', newUuid(this.options.clock.now())),
      cameraId: configuration.cameraId,
      slotAt: instantOf(slotAt),
      capturedAt: instantOf(frame.exposureStartedAt),
      sceneAt: sceneAt === null ? null : instantOf(sceneAt),
      clockTrusted: this.options.isClockTrusted(),
      widthPx: measure.width,
      heightPx: measure.height,
      shutterUs: frame.exposure?.shutterUs ?? null,
      gain: frame.exposure?.gain ?? null,
      luminance: Math.min(1, Math.max(0, measure.luminance)),
      sharpness: Math.max(0, measure.sharpness),
      sunAltitudeDeg: sun.altitudeDeg,
      sunAzimuthDeg: sun.azimuthDeg,
      details: {
        histogram: [...measure.histogram],
        lens: lens && {
          condition: lens.condition,
          certainty: Math.round(lens.certainty * 100) / 100,
        },
        shift: lens?.shift ?? null,
        ...(isNewView ? { isNewView } : {}),
        unstampedSha256: createHash('sha256').update(frame.jpeg).digest('hex'),
        ...(ev === undefined ? {} : { ev }),
        ...(colourGains ? { colourGains: [...colourGains] } : {}),
        ...whiteOf(kelvin ?? (colourGains ? colourTemperatureOf(colourGains) : undefined)),
        ...(frame.metered?.lux === undefined ? {} : { lux: frame.metered.lux }),
        ...(frame.bracket ? { bracket: frame.bracket.map(shotOf) } : {}),
      },
    };
  }

  private stamp(
    frame: CapturedFrame,
    camera: Camera,
    facts: Omit<FrameBody, 'image' | 'thumbnail'>,
  ): Uint8Array {
    const number = (this.taken.get(facts.cameraId) ?? 0) + 1;
    this.taken.set(facts.cameraId, number);
    const { details, frameId, ...plain } = facts;
    const { unstampedSha256, colourTemperatureK, lux, lens } = details ?? {};
    return stampFrame(frame.jpeg, {
      model: camera.info.model,
      software: `Eyrie ${version}`,
      takenAt: frame.exposureStartedAt,
      shutterUs: facts.shutterUs,
      gain: facts.gain,
      ev: details?.ev ?? 0,
      isWhiteBalanceManual: false,
      number,
      uniqueId: uuidFromId('frame', frameId).replaceAll('-', ''),
      facts: definedOf({
        ...plain,
        frameId,
        sequence: number,
        simulated: camera.info.simulated,
        unstampedSha256,
        colourTemperatureK,
        lux,
        lens: lens?.condition,
      }),
    });
  }
}

function shotOf({ exposure, measure }: BracketShot) {
  return {
    shutterUs: exposure?.shutterUs ?? null,
    gain: exposure?.gain ?? null,
    ...(exposure?.ev === undefined ? {} : { ev: exposure.ev }),
    luminance: Math.min(1, Math.max(0, measure.luminance)),
  };
}

function whiteOf(kelvin: number | undefined): { colourTemperatureK?: number } {
  return kelvin === undefined ? {} : { colourTemperatureK: kelvin };
}

/** Without what is not known. */
function definedOf(
  facts: Readonly<Record<string, string | number | boolean | null | undefined>>,
): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(facts).filter(
      (entry): entry is [string, string | number | boolean] =>
        entry[1] !== null && entry[1] !== undefined,
    ),
  );
}
