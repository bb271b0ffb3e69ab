import { framesToLearn } from '@eyrie/camera';
import type { CommandOutcome } from './command-work.ts';

interface LearnViewParts {
  readonly cameras: { ids(): string[] };
  readonly scenes: { forget(cameraId: string): Promise<void> };
}

/**
 * For a camera that was turned until nothing of what it knew is left: by itself it could not tell that
 * from ice. Rejects where there is no such camera, or with what the disk said.
 */
export async function learnView(
  { cameras, scenes }: LearnViewParts,
  cameraId: string,
): Promise<CommandOutcome> {
  if (!cameras.ids().includes(cameraId)) {
    throw new Error('There is no such camera in force at this device.');
  }
  await scenes.forget(cameraId);
  return {
    message: `The view is learned anew, from the next ${framesToLearn} frames by day, 20 minutes apart.`,
    result: { camera_id: cameraId, frames: framesToLearn },
  };
}
