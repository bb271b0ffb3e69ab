import { findCameras, type CameraEnvironment, type FoundCamera } from '@eyrie/camera';
import {
  rpicamSchema,
  v4l2Schema,
  type CameraConfiguration,
  type CameraDriverConfiguration,
  type foundCameraSchema,
} from '@eyrie/contracts';
import type { z } from 'zod';
import type { CommandOutcome } from './command-work.ts';

export interface FindCamerasParts {
  readonly environment: Partial<CameraEnvironment>;
  readonly cameras: () => readonly CameraConfiguration[];
  readonly find?: typeof findCameras;
}

/** Frames of the whole sensor are large; this is what most videos want, in the sensor's own shape. */
const widthMax = 2_028;

/** What is plugged into this device, ready to be added, and what is configured for it already. */
export async function foundCameras(parts: FindCamerasParts): Promise<CommandOutcome> {
  const { environment, cameras: configured, find = findCameras } = parts;
  const { cameras, notes } = await find(environment);
  const shown = cameras.map((camera): z.input<typeof foundCameraSchema> => {
    const driver = driverOf(camera);
    const user = configured().find((one) => isSameDevice(one.driver, driver));
    return { name: camera.name, driver, camera_id: user?.cameraId ?? null };
  });
  const count = shown.length === 1 ? 'One camera is' : `${shown.length || 'No'} cameras are`;
  return {
    message: [`${count} plugged in.`, ...notes].join(' ').slice(0, 400),
    result: { cameras: shown, notes },
  };
}

function driverOf(camera: FoundCamera): CameraDriverConfiguration {
  if (camera.driver === 'v4l2') return v4l2Schema.parse({ type: 'v4l2', device: camera.device });
  const scale = Math.min(1, widthMax / camera.width);
  return rpicamSchema.parse({
    type: 'rpicam',
    camera: camera.camera,
    widthPx: evenOf(camera.width * scale),
    heightPx: evenOf(camera.height * scale),
  });
}

function isSameDevice(a: CameraDriverConfiguration, b: CameraDriverConfiguration): boolean {
  if (a.type === 'rpicam' && b.type === 'rpicam') return a.camera === b.camera;
  return a.type === 'v4l2' && b.type === 'v4l2' && a.device === b.device;
}

function evenOf(pixels: number): number {
  return Math.round(pixels / 2) * 2;
}
