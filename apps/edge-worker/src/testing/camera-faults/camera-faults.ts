import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { StandIn } from '@eyrie/camera/testing';
import { idFromUuid, type CameraConfiguration } from '@eyrie/contracts';
import { Cameras } from '../../capture/cameras.ts';
import { systemClock } from '../../clock.ts';
import { WorkerStore } from '../worker-store.ts';
import { badDay } from './fault-day.ts';
import type { Flatness } from './flatness.ts';
import { MemoryLog, sampleEveryMs, type MemoryKind } from './memory-log.ts';
import { SlotAccount } from './slot-account.ts';

export interface CameraFaultsOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly keepOpen: 'always' | 'never';
  /** Each five seconds. */
  readonly onProgress?: (line: () => string) => void;
}

export interface CameraFaultsResult {
  /** Slots of the schedule in the time. */
  readonly slots: number;
  readonly captured: number;
  /** By reason. */
  readonly missed: ReadonlyMap<string, number>;
  /** What was done to the camera, and how often. */
  readonly done: ReadonlyMap<string, number>;
  /** Slots that nobody said anything of, and those of which it was said twice. */
  readonly unexplained: readonly number[];
  readonly doubled: readonly number[];
  /** The longest run of slots without a frame. */
  readonly longestGap: { readonly slots: number; readonly at: number; readonly reasons: string[] };
  /** Of the process, garbage collected before each look; null in a run that is too short to tell. */
  readonly memory: Readonly<Record<MemoryKind, Flatness | null>>;
  /** Programs of the camera that are still there at the end: number, state and words. */
  readonly leftBehind: readonly string[];
}

const place = { latitude: 47.3, longitude: 11.4, timeZone: 'Europe/Vienna' };
const slotMs = 2_000;

/**
 * A camera of the Pi at one frame in two seconds, on a real disk, with its program going wrong in every
 * way that is known and being killed by others meanwhile. All that is confirmed by a cloud at once,
 * so that what memory grows by is a leak.
 */
export async function runCameraFaults(options: CameraFaultsOptions): Promise<CameraFaultsResult> {
  const { seconds, seed, keepOpen, onProgress } = options;
  const standIn = await StandIn.rpicam();
  const store = await WorkerStore.open(systemClock);
  // From a slot that is still to come when the camera has been opened.
  const from = Math.ceil((Date.now() + 1_000) / slotMs) * slotMs;
  const until = from + seconds * 1_000;
  const account = new SlotAccount(from, until, slotMs);
  const memory = new MemoryLog(seconds);
  const cameras = new Cameras({
    intake: store.intake(),
    exposures: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
    report: {
      resume: () => Promise.resolve(null),
      onFrame: (body) => account.tell(Date.parse(body.slotAt), null),
      onMiss: (_, { slotAt, slots }, { reason }) => {
        for (let slot = 0; slot < slots; slot += 1) account.tell(slotAt + slot * slotMs, reason);
      },
    },
    clock: systemClock,
    log: store.log,
    environment: { rpicamStill: standIn.command, scratchFolder: await standIn.scratch() },
  });
  await cameras.apply({
    place,
    heartbeatSeconds: 30,
    keepFramesSeconds: 0,
    cameras: [cameraOf(keepOpen)],
  });
  const day = badDay(standIn, seed, AbortSignal.timeout(seconds * 1_000));
  while (Date.now() < until) {
    await delay(Math.min(sampleEveryMs, Math.max(0, until - Date.now())));
    await confirmAll(store);
    memory.look();
    onProgress?.(() => `${account.captured} captured, MB: ${memory.last()}`);
  }
  const done = await day;
  // What is under way at the end is still told of.
  await delay(7_000);
  await cameras.stop();
  const result: CameraFaultsResult = {
    slots: account.slots,
    captured: account.captured,
    missed: account.missed(),
    done,
    unexplained: account.unexplained(),
    doubled: account.doubled(),
    longestGap: account.longestGap(),
    memory: {
      resident: memory.flatness('resident'),
      heap: memory.flatness('heap'),
      external: memory.flatness('external'),
      buffers: memory.flatness('buffers'),
    },
    leftBehind: await aliveOf(standIn),
  };
  await store.close();
  await store.remove();
  await standIn.remove();
  return result;
}

function cameraOf(keepOpen: 'always' | 'never'): CameraConfiguration {
  return {
    cameraId: idFromUuid('camera', randomUUID()),
    name: 'Stand-in',
    driver: { type: 'rpicam', camera: 0, widthPx: 640, heightPx: 480, rotationDeg: 0, keepOpen },
    schedules: [
      {
        type: 'interval',
        name: 'all',
        enabled: true,
        priority: 0,
        intervalSeconds: slotMs / 1_000,
      },
    ],
    thumbnailWidthPx: 160,
    timelapse: null,
  };
}

/** As the cloud and the janitor do, at once: what is confirmed is no reason to keep anything. */
async function confirmAll(store: WorkerStore): Promise<void> {
  const { ledger, files, outbox } = store;
  const sent = await store.unsent();
  for (const { bootEpoch, sequence } of sent) {
    outbox.applyReceipts([{ bootEpoch, have: [[1, sequence]] }]);
  }
  outbox.forgetConfirmed(0);
  for (const blob of [...ledger.all()]) {
    const { sha256 } = blob;
    await ledger.write([
      { op: 'stored', sha256 },
      { op: 'gone', sha256 },
    ]);
    await files.delete(blob);
  }
}

async function aliveOf(standIn: StandIn): Promise<string[]> {
  const pids = (await standIn.starts()).map((line) => Number.parseInt(line, 10));
  return pids.flatMap((pid) => {
    try {
      // Within an hour a number may have gone to somebody else.
      const [environment, words, status] = ['environ', 'cmdline', 'status'].map((file) =>
        readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' '),
      ) as [string, string, string];
      if (!`${environment} ${words}`.includes(standIn.folder)) return [];
      return [`${pid} ${/^State:.*$/m.exec(status)?.[0] ?? ''} ${words}`];
    } catch {
      return [];
    }
  });
}
