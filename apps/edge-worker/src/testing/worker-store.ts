import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openCamera, type Camera } from '@eyrie/camera';
import type { CameraConfiguration, DeviceRecord, Place } from '@eyrie/contracts';
import { Journal, nodeDisk } from '@eyrie/journal';
import { createLogger } from '@eyrie/platform';
import { cameraOptionsOf } from '../capture/camera-options.ts';
import { FrameIntake } from '../capture/frame-intake.ts';
import { SceneFiles } from '../capture/scene-files.ts';
import type { Clock } from '../clock.ts';
import { Ledger } from '../media/ledger.ts';
import { MediaFiles } from '../media/media-files.ts';
import { Quarantine } from '../media/quarantine.ts';
import { isUnaccounted, reconcile, type Reconciliation } from '../media/reconcile.ts';
import { DeviceEvents } from '../records/device-events.ts';
import { Outbox } from '../records/outbox.ts';
import { windowOfSlot } from '../timelapse/windows.ts';

/** What a worker keeps on its disk, opened as the process does, on a real one. */
export class WorkerStore {
  readonly log = createLogger({ name: 'test', level: 'silent' });

  private constructor(
    readonly folder: string,
    readonly clock: Clock,
    readonly ledger: Ledger,
    readonly files: MediaFiles,
    readonly quarantine: Quarantine,
    readonly outbox: Outbox,
    readonly found: Reconciliation,
  ) {}

  static async open(clock: Clock, folder?: string): Promise<WorkerStore> {
    const at = folder ?? (await mkdtemp(path.join(tmpdir(), 'eyrie-store-')));
    const disk = nodeDisk();
    const accounts = await Journal.open({ directory: path.join(at, 'ledger'), disk });
    const ledger = await Ledger.open(accounts.journal);
    const files = new MediaFiles(path.join(at, 'media'));
    const quarantine = new Quarantine(path.join(at, 'quarantine'), () => clock.now());
    const records = await Journal.open({ directory: path.join(at, 'records'), disk });
    const unaccounted: DeviceRecord[] = [];
    const outbox = await Outbox.open({
      journal: records.journal,
      bootEpoch: randomUUID(),
      onFormerRecord: (record) => {
        if (isUnaccounted(ledger, record)) unaccounted.push(record);
      },
    });
    const found = await reconcile(ledger, files, quarantine, unaccounted, () => null);
    return new WorkerStore(at, clock, ledger, files, quarantine, outbox, found);
  }

  get parts() {
    const { ledger, files, quarantine, outbox, events, clock, log } = this;
    return { ledger, files, quarantine, outbox, events, clock, log };
  }

  get events(): DeviceEvents {
    return new DeviceEvents(this.outbox, this.clock, this.log);
  }

  intake(ledger: Ledger = this.ledger): FrameIntake {
    const { files, outbox, quarantine, clock } = this;
    const always = (): boolean => true;
    const scenes = new SceneFiles(path.join(this.folder, 'scenes'));
    const options = { files, ledger, outbox, quarantine, scenes, clock };
    return new FrameIntake({ ...options, hasRoom: always, isClockTrusted: always });
  }

  /** Takes and keeps a frame for each slot. */
  async capture(
    configuration: CameraConfiguration,
    place: Place,
    slots: readonly number[],
    intake = this.intake(),
  ): Promise<void> {
    const { cameraId } = configuration;
    const camera: Camera = await openCamera(cameraId, cameraOptionsOf(configuration, place));
    try {
      for (const slotAt of slots) {
        const signal = AbortSignal.timeout(60_000);
        const frame = await camera.capture({ slotAt, signal });
        const window = windowOfSlot(configuration, slotAt);
        const taken = { configuration, place, slotAt, window };
        await intake.keep({ ...frame, exposureStartedAt: slotAt }, camera, taken, null);
      }
    } finally {
      await camera.close();
    }
  }

  /** All records not yet sent, as they would be. */
  async unsent(): Promise<DeviceRecord[]> {
    this.outbox.reconnected();
    const sent = await this.outbox.take(this.clock.now(), 500);
    return sent.map(({ payload }) => JSON.parse(payload) as DeviceRecord);
  }

  async close(): Promise<void> {
    await this.outbox.close();
    await this.ledger.close();
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
