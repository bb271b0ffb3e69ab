import { isDeepStrictEqual } from 'node:util';
import { whyNoBracket, type CameraConfiguration, type WorkerConfiguration } from '@eyrie/contracts';

export interface CameraChanges {
  readonly removed: readonly string[];
  /** New, or to be started anew with another configuration. */
  readonly started: readonly CameraConfiguration[];
  readonly kept: readonly string[];
}

/** What to do about cameras when one configuration takes the place of another. */
export function cameraChanges(
  before: WorkerConfiguration | null,
  after: WorkerConfiguration,
): CameraChanges {
  const isPlaceSame = isDeepStrictEqual(before?.place, after.place);
  const old = new Map(before?.cameras.map((camera) => [camera.cameraId, camera]));
  const kept: string[] = [];
  const started: CameraConfiguration[] = [];
  for (const camera of after.cameras) {
    // Sun and slots depend on the place, so a place that changed changes every camera.
    if (isPlaceSame && isDeepStrictEqual(old.get(camera.cameraId), camera)) {
      kept.push(camera.cameraId);
    } else {
      started.push(camera);
    }
    old.delete(camera.cameraId);
  }
  return { removed: [...old.keys()], started, kept };
}

/** Why a configuration that has the right shape still cannot run; null when it can. */
export function whyNotRunnable({ cameras }: WorkerConfiguration): string | null {
  const ids = new Set<string>();
  for (const camera of cameras) {
    const { cameraId, name, schedules } = camera;
    if (ids.has(cameraId)) return `The camera ${cameraId} is there twice.`;
    ids.add(cameraId);
    const names = schedules.map((schedule) => schedule.name);
    if (new Set(names).size !== names.length) {
      return `Two schedules of the camera ${name} have the same name.`;
    }
    const reason = whyNoBracket(camera);
    if (reason !== null) return `The camera ${name}: ${reason}`;
  }
  return null;
}
