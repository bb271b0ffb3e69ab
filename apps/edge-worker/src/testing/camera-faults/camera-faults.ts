import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { StandIn } from '@eyrie/camera/testing';
import { idFromUuid, type CameraConfiguration } from '@eyrie/contracts';
import { Cameras } from '../../capture/cameras.ts';
import { systemClock } from '../../clock.ts';
import { WorkerStore } from '../worker-store.ts';
import { badDay } from './fault-day.ts';

export interface CameraFaultsOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly keepOpen: 'always' | 'never';
  readonly onProgress?: (line: string) => void;
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
  readonly longestGapSlots: number;
  /** Megabytes of the process, and by how much they grew an hour in the second half. */
  readonly residentMb: number;
  readonly residentMbPerHour: number;
  readonly heapMbPerHour: number;
  /** Programs of the camera that are still there at the end. */
  readonly leftBehind: number;
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
  const captured = new Map<number, number>();
  const missed = new Map<number, string>();
  const doubled: number[] = [];
  const note = (slotAt: number, reason: string | null): void => {
    if (captured.has(slotAt) || missed.has(slotAt)) doubled.push(slotAt);
    if (reason === null) captured.set(slotAt, 1);
    else missed.set(slotAt, reason);
  };
  const cameras = new Cameras({
    intake: store.intake(),
    exposures: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
    report: {
      resume: () => Promise.resolve(null),
      onFrame: (body) => note(Date.parse(body.slotAt), null),
      onMiss: (_, { slotAt, slots }, { reason }) => {
        for (let slot = 0; slot < slots; slot += 1) note(slotAt + slot * slotMs, reason);
      },
    },
    clock: systemClock,
    log: store.log,
    environment: { rpicamStill: standIn.command, scratchFolder: await standIn.scratch() },
  });
  const from = Date.now();
  const until = from + seconds * 1_000;
  const samples: Sample[] = [];
  await cameras.apply({
    place,
    heartbeatSeconds: 30,
    keepFramesSeconds: 0,
    cameras: [cameraOf(keepOpen)],
  });
  const day = badDay(standIn, seed, AbortSignal.timeout(seconds * 1_000));
  while (Date.now() < until) {
    await delay(Math.min(5_000, Math.max(0, until - Date.now())));
    await confirmAll(store);
    samples.push(sampleNow(from));
    onProgress?.(`${captured.size} captured, ${missed.size} missed, ${lastOf(samples)} MB`);
  }
  const done = await day;
  // What is under way at the end is still told of.
  await delay(7_000);
  await cameras.stop();
  const slots = slotsBetween(from, until);
  const result: CameraFaultsResult = {
    slots: slots.length,
    captured: slots.filter((slot) => captured.has(slot)).length,
    missed: countsOf(slots.map((slot) => missed.get(slot)).filter((one) => one !== undefined)),
    done,
    unexplained: slots.filter((slot) => !captured.has(slot) && !missed.has(slot)),
    doubled,
    longestGapSlots: longestRun(slots.map((slot) => !captured.has(slot))),
    residentMb: Math.round(lastOf(samples)),
    residentMbPerHour: slopePerHour(samples, ({ residentMb }) => residentMb),
    heapMbPerHour: slopePerHour(samples, ({ heapMb }) => heapMb),
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

interface Sample {
  readonly atHours: number;
  readonly residentMb: number;
  readonly heapMb: number;
}

function sampleNow(from: number): Sample {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    atHours: (Date.now() - from) / 3_600_000,
    residentMb: rss / 1e6,
    heapMb: (heapUsed + external) / 1e6,
  };
}

function lastOf(samples: readonly Sample[]): number {
  return Math.round((samples.at(-1)?.residentMb ?? 0) * 10) / 10;
}

/** Least squares over the second half: the first is warming up. */
function slopePerHour(samples: readonly Sample[], value: (sample: Sample) => number): number {
  const late = samples.slice(Math.floor(samples.length / 2));
  const mean = (of: (sample: Sample) => number): number =>
    late.reduce((sum, one) => sum + of(one), 0) / late.length;
  const meanAt = mean(({ atHours }) => atHours);
  const meanValue = mean(value);
  const above = late.reduce((sum, s) => sum + (s.atHours - meanAt) * (value(s) - meanValue), 0);
  const below = late.reduce((sum, s) => sum + (s.atHours - meanAt) ** 2, 0);
  return below === 0 ? 0 : Math.round((above / below) * 10) / 10;
}

function slotsBetween(from: number, to: number): number[] {
  const first = Math.ceil(from / slotMs) * slotMs;
  const count = Math.max(0, Math.ceil((to - first) / slotMs));
  return Array.from({ length: count }, (_, index) => first + index * slotMs);
}

function countsOf(reasons: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return counts;
}

function longestRun(missing: readonly boolean[]): number {
  let longest = 0;
  let run = 0;
  for (const isMissing of missing) {
    run = isMissing ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

async function aliveOf(standIn: StandIn): Promise<number> {
  const pids = (await standIn.starts()).map((line) => Number.parseInt(line, 10));
  return pids.filter((pid) => {
    try {
      // Within an hour a number may have gone to somebody else.
      const words = ['environ', 'cmdline'].map((file) =>
        readFileSync(`/proc/${pid}/${file}`, 'utf8'),
      );
      return words.join(' ').includes(standIn.folder);
    } catch {
      return false;
    }
  }).length;
}
