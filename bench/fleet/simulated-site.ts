import { randomUUID } from 'node:crypto';
import { idFromUuid } from '@eyrie/contracts';
import { frameRecord, telemetryRecord } from '../../apps/cloud-api/src/testing/fleet.ts';
import type { SeededSite } from './fleet-seed.ts';

/** Each device reports, and each camera has three frames, in the time of one interval. */
export const intervalMs = 30_000;
const frameMs = 10_000;
export const framesPerInterval = intervalMs / frameMs;

interface Camera {
  readonly deviceId: string;
  readonly cameraId: string;
}

/** One site as its leading coordinator speaks for it: what is due, what the cloud has of it. */
export class SimulatedSite {
  readonly coordinatorId: string;
  readonly isOfLarge: boolean;
  readonly recordsPerInterval: number;
  /** Intervals that the cloud has acknowledged; the next one's number is this. */
  acknowledged = 0;
  isSending = false;
  token: { readonly text: string; readonly renewAt: number } | null = null;
  /** It sends nothing before (milliseconds of `performance.now()`). */
  notBefore = 0;
  #bootEpoch = randomUUID();
  /** Ids as records carry them, with the sequences that an interval takes of each device. */
  readonly #devices: readonly { readonly id: string; readonly perInterval: number }[];
  readonly #cameras: readonly Camera[];

  /** @param phaseMs when within an interval it sends */
  constructor(
    seeded: SeededSite,
    private readonly phaseMs: number,
  ) {
    this.coordinatorId = idFromUuid('device', seeded.coordinator_id);
    this.isOfLarge = seeded.is_of_large;
    this.#cameras = seeded.cameras.map(([camera, device]) => ({
      deviceId: idFromUuid('device', device),
      cameraId: camera,
    }));
    const withCamera = new Set(this.#cameras.map(({ deviceId }) => deviceId));
    this.#devices = seeded.devices
      .map((device) => idFromUuid('device', device))
      .map((id) => ({ id, perInterval: withCamera.has(id) ? 1 + framesPerInterval : 1 }));
    this.recordsPerInterval = this.#devices.reduce((sum, { perInterval }) => sum + perInterval, 0);
  }

  /** Its devices start anew: what was sent before is of another boot, and sequences begin at one. */
  restart(): void {
    this.#bootEpoch = randomUUID();
    this.acknowledged = 0;
    this.notBefore = 0;
  }

  /** Intervals that have ended, `elapsedMs` after the first one of all sites began. */
  due(elapsedMs: number): number {
    return Math.max(0, Math.floor((elapsedMs - this.phaseMs) / intervalMs) + 1);
  }

  /**
   * The body of a batch of the next intervals, as a coordinator would send them.
   *
   * @param count how many of them
   * @param beganAt the clock when the first interval of all sites began (ms since 1970)
   */
  batch(count: number, beganAt: number): string {
    const records: string[] = [];
    for (let n = this.acknowledged; n < this.acknowledged + count; n += 1) {
      const endedAt = beganAt + this.phaseMs + n * intervalMs;
      for (const { id, perInterval } of this.#devices) {
        records.push(telemetryText(id, this.#bootEpoch, n * perInterval + 1, endedAt));
      }
      for (const camera of this.#cameras) {
        for (let frame = 0; frame < framesPerInterval; frame += 1) {
          const sequence = n * (1 + framesPerInterval) + 2 + frame;
          const slotAt = endedAt - (framesPerInterval - frame) * frameMs;
          records.push(frameText(camera, this.#bootEpoch, sequence, slotAt));
        }
      }
    }
    return `{"records":[${records.join(',')}]}`;
  }

  /** Whether the receipts name all that the next `count` intervals had. */
  isReceipt(
    receipts: readonly {
      readonly deviceId: string;
      readonly have: readonly (readonly number[])[];
    }[],
    count: number,
  ): boolean {
    const last = new Map(receipts.map(({ deviceId, have }) => [deviceId, have.at(-1)?.[1]]));
    return this.#devices.every(
      ({ id, perInterval }) => last.get(id) === (this.acknowledged + count) * perInterval,
    );
  }
}

// A record's text with holes: making a hundred thousand objects would take the processor from what is measured.
const holes = { bootEpoch: '<boot>', sequence: 770077, recordedAt: '<at>' };
const telemetryParts = split({ deviceId: '<device>', record: telemetryRecord(holes) }, [
  '<device>',
  '<boot>',
  '770077',
  '<at>',
]);

function telemetryText(device: string, boot: string, sequence: number, at: number): string {
  return fill(telemetryParts, [device, boot, String(sequence), new Date(at).toISOString()]);
}

const someCamera = { cameraId: '00000000-0000-7000-8000-000000000000' };
const frameHoles = frameRecord(holes, someCamera, {
  frameId: '<frame>',
  cameraId: '<camera>',
  slotAt: '<slot>',
  capturedAt: '<captured>',
});
const frameParts = split({ deviceId: '<device>', record: frameHoles }, [
  '<device>',
  '<boot>',
  '770077',
  '<at>',
  '<frame>',
  '<camera>',
  '<slot>',
  '<captured>',
]);

function frameText({ deviceId, cameraId }: Camera, boot: string, sequence: number, at: number) {
  const slot = new Date(at).toISOString();
  const frame = idFromUuid('frame', randomUUID());
  const camera = idFromUuid('camera', cameraId);
  return fill(frameParts, [deviceId, boot, String(sequence), slot, frame, camera, slot, slot]);
}

/** The text of a document around its holes, which stand in it in this order. */
function split(document: object, marks: readonly string[]): readonly string[] {
  let rest = JSON.stringify(document);
  const parts: string[] = [];
  for (const mark of marks) {
    const at = rest.indexOf(mark);
    if (at < 0) throw new Error(`"${mark}" is not where it should be.`);
    parts.push(rest.slice(0, at));
    rest = rest.slice(at + mark.length);
  }
  return [...parts, rest];
}

function fill(parts: readonly string[], values: readonly string[]): string {
  return parts.map((part, index) => part + (values[index] ?? '')).join('');
}
