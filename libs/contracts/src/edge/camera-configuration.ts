import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { settingsValues } from '../settings/settings.ts';
import { cameraDriverSchema, newCameraDriverSchema } from './camera-driver.ts';
import { captureProfileSchema } from './capture-profile.ts';
import { scheduleSchema } from './schedule.ts';

export const cameraConfigurationSchema = z.object({
  cameraId: idSchema('camera'),
  name: z.string(),
  driver: cameraDriverSchema,
  schedules: z.array(scheduleSchema).min(1).max(32),
  thumbnailWidthPx: settingsValues.capture.thumbnail_width_px.default(480),
  /** Of a driver with a user: sealed for the key of the camera's device (`passwordPlaceOf`). */
  sealedPassword: z
    .string()
    .max(2_000)
    .regex(/^ds1\.[\w-]+\.[\w-]+$/)
    .meta({ example: 'ds1.BDk1kw.6rcuNw' })
    .optional(),
  /** How pictures are exposed and developed; by the camera's own automatic where absent or null. */
  profile: captureProfileSchema.nullable().optional(),
  /** JPEG quality; the driver's own where absent. */
  quality: settingsValues.capture.quality.optional(),
  /** Videos of consecutive windows of wall time; null renders none. */
  timelapse: z
    .object({
      windowSeconds: settingsValues.timelapse.window_seconds,
      fps: settingsValues.timelapse.fps,
      crf: settingsValues.timelapse.crf,
    })
    .nullable(),
});
export type CameraConfiguration = z.infer<typeof cameraConfigurationSchema>;

/** What the password of a camera is sealed for, beside the key of its device. */
export function passwordPlaceOf(deviceId: string, cameraId: string): string {
  return `password of ${cameraId} at ${deviceId}`;
}

/** As a camera is added: what is left out comes from the settings of its device. */
export const newCameraConfigurationSchema = cameraConfigurationSchema
  .omit({ cameraId: true, sealedPassword: true })
  .extend({
    driver: newCameraDriverSchema,
    thumbnailWidthPx: settingsValues.capture.thumbnail_width_px.optional(),
    timelapse: cameraConfigurationSchema.shape.timelapse.optional(),
  });
export type NewCameraConfiguration = z.infer<typeof newCameraConfigurationSchema>;
