import type {
  CameraConfiguration,
  LockedRangeConfiguration,
  NewCameraConfiguration,
  Place,
  Settings,
  WorkerConfiguration,
  WorkerStorage,
} from '@eyrie/contracts';

/** A camera as its owner set it up: what it leaves open comes from the settings of its device. */
export type OwnCameraConfiguration = NewCameraConfiguration & { cameraId: string };

/** All that a worker is sent: its settings in the words of the edge, and its cameras. */
export function toWorkerConfiguration(
  place: Place,
  settings: Settings,
  cameras: readonly OwnCameraConfiguration[],
): WorkerConfiguration {
  const { telemetry, capture, storage, log, environment } = settings;
  return {
    place,
    heartbeatSeconds: telemetry.heartbeat_seconds,
    keepFramesSeconds: storage.keep_frames_seconds,
    ...(storage.disk_reserve_bytes === null
      ? {}
      : { diskReserveBytes: storage.disk_reserve_bytes }),
    storage: toWorkerStorage(storage),
    heatLimitC: capture.heat_limit_c,
    ...(log.level === null ? {} : { logLevel: log.level }),
    cameras: cameras.map((camera) => completeCamera(camera, settings)),
    ...(environment.sensors.length === 0 ? {} : { sensors: environment.sensors }),
  };
}

/** With what the device must not delete. */
export function withLockedRanges(
  configuration: WorkerConfiguration,
  lockedRanges: readonly LockedRangeConfiguration[],
): WorkerConfiguration {
  return lockedRanges.length === 0
    ? configuration
    : { ...configuration, lockedRanges: [...lockedRanges] };
}

/** What is left open stays absent: the worker knows what that means. */
function toWorkerStorage(storage: Settings['storage']): WorkerStorage {
  const said = {
    keepThumbnailsSeconds: storage.keep_thumbnails_seconds ?? undefined,
    keepVideosSeconds: storage.keep_videos_seconds ?? undefined,
    keepQuarantineSeconds: storage.keep_quarantine_seconds,
    picturesMaxBytes: storage.pictures_max_bytes ?? undefined,
    thumbnailsMaxBytes: storage.thumbnails_max_bytes ?? undefined,
    videosMaxBytes: storage.videos_max_bytes ?? undefined,
    quarantineMaxBytes: storage.quarantine_max_bytes,
    whenFull: storage.when_full,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function completeCamera(
  camera: OwnCameraConfiguration,
  { capture, timelapse: wanted }: Settings,
): CameraConfiguration {
  const { enabled, window_seconds: windowSeconds, fps, crf } = wanted;
  const inherited = enabled ? { windowSeconds, fps, crf } : null;
  return {
    ...camera,
    thumbnailWidthPx: camera.thumbnailWidthPx ?? capture.thumbnail_width_px,
    quality: camera.quality ?? capture.quality,
    // Null is a camera's own wish for no videos.
    timelapse: camera.timelapse === undefined ? inherited : camera.timelapse,
  };
}

/** Why a camera cannot do what its device's settings ask of it; null where it can. */
export function whyTimelapseIsEmpty(
  camera: OwnCameraConfiguration,
  { timelapse }: Settings,
): string | null {
  if (camera.timelapse !== undefined || !timelapse.enabled) return null;
  const enabled = camera.schedules.filter((schedule) => schedule.enabled);
  // How far the instants of a cron expression lie apart depends on the day.
  if (enabled.some(({ type }) => type === 'cron')) return null;
  const intervals = enabled.flatMap((schedule) =>
    schedule.type === 'cron' ? [] : [schedule.intervalSeconds],
  );
  if (intervals.length === 0) return null;
  const shortest = Math.min(...intervals);
  if (shortest * 2 <= timelapse.window_seconds) return null;
  return `${camera.name} takes a picture every ${shortest} s: a video of ${timelapse.window_seconds} s would have less than two.`;
}
