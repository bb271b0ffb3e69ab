import { z } from 'zod';
import { instantSchema } from '../primitives.ts';
import { networkAddressSchema } from './network-address.ts';

/*
 * Of each setting of a driver: `title` is what a form calls it, the description its help; the unit
 * is in the name.
 */
const pictureWidth = { title: 'Width' };
const pictureHeight = { title: 'Height' };

/** The pictures that the simulated sky paints (libs/camera); both sides are even, as a video's must be. */
export const simulatedSkySizes = {
  widthPx: { lowest: 320, highest: 3_840 },
  heightPx: { lowest: 180, highest: 2_160 },
} as const;

const paintedPx = ({ lowest, highest }: { lowest: number; highest: number }) => {
  const error = `must be even, ${lowest} to ${highest}`;
  return z.int().min(lowest, { error }).max(highest, { error }).multipleOf(2, { error });
};

const newSimulatedSkySchema = z.object({
  type: z.literal('simulated-sky'),
  seed: z
    .string()
    .min(1)
    .max(64)
    .meta({ title: 'Seed', description: 'Cameras with the same seed see the same landscape.' }),
  widthPx: paintedPx(simulatedSkySizes.widthPx).default(1920).meta(pictureWidth),
  heightPx: paintedPx(simulatedSkySizes.heightPx).default(1080).meta(pictureHeight),
  facingDeg: z
    .number()
    .min(0)
    .max(360)
    .default(180)
    .meta({ title: 'Looks to', description: 'By the compass: 0 is north, 90 east.' }),
  timeScale: z.number().positive().max(100_000).default(1).meta({
    title: 'Speed of time',
    description: 'Seconds of the scene per second, counted from the anchor.',
  }),
  anchorAt: instantSchema.meta({
    title: 'Anchor',
    description: 'The instant, in UTC, at which the scene and the clock agree.',
  }),
});

/**
 * As it may be stored: clouds before 0.2 took sizes that nothing paints. They can be read, and be sent to a
 * site, whose whole manifest must not fail for one camera; its worker says why it cannot run with them.
 */
export const simulatedSkySchema = newSimulatedSkySchema.extend({
  widthPx: z.int().min(64).max(8192).default(1920).meta(pictureWidth),
  heightPx: z.int().min(64).max(8192).default(1080).meta(pictureHeight),
});
export type SimulatedSkyConfiguration = z.infer<typeof simulatedSkySchema>;

const picturePx = z.int().min(64).max(16_384);

const keepOpen = z.enum(['auto', 'always', 'never']).default('auto').meta({
  title: 'Kept running',
  description: 'Between frames; auto: where the shortest interval is below five seconds.',
});

/** A camera on the Pi's own connector, by the programs of rpicam-apps. */
export const rpicamSchema = z.object({
  type: z.literal('rpicam'),
  camera: z.int().min(0).max(15).default(0).meta({
    title: 'Connector',
    description: 'Its number, as `eyrie camera list --plugged` says it; 0 where there is one.',
  }),
  widthPx: picturePx.default(1920).meta(pictureWidth),
  heightPx: picturePx.default(1080).meta(pictureHeight),
  rotationDeg: z
    .union([z.literal(0), z.literal(180)])
    .default(0)
    .meta({ title: 'Turned by', description: '180 where the camera hangs upside down.' }),
  mainsHz: z
    .union([z.literal(50), z.literal(60)])
    .optional()
    .meta({
      title: 'Mains',
      description: 'So that artificial light does not flicker; none where there is no such light.',
    }),
  keepOpen,
});
export type RpicamConfiguration = z.infer<typeof rpicamSchema>;

/** A camera on USB, or whatever else the kernel shows as a video device. */
export const v4l2Schema = z.object({
  type: z.literal('v4l2'),
  device: z
    .string()
    .max(200)
    .regex(/^\/dev\/(?!.*\.\.)[\w.:/-]+$/, { error: 'must be a device such as /dev/video0' })
    .meta({
      title: 'Device',
      description: 'Names under /dev/v4l/by-id stay the same when another one is plugged in.',
      example: '/dev/video0',
    }),
  widthPx: picturePx.default(1920).meta(pictureWidth),
  heightPx: picturePx.default(1080).meta(pictureHeight),
  format: z.enum(['mjpeg', 'yuyv422']).default('mjpeg').meta({
    title: 'Format',
    description: 'How pictures come over the cable; mjpeg where the camera can.',
  }),
  keepOpen,
});
export type V4l2Configuration = z.infer<typeof v4l2Schema>;

const networkCredentials = {
  user: z.string().min(1).max(128).optional().meta({ title: 'User' }),
  password: z.string().max(256).optional().meta({
    title: 'Password',
    description: "Goes to the camera's device alone, and is never shown.",
    format: 'password',
  }),
};
const addressHelp = 'In a network of the site, without user and password.';

/** A camera in the site's network that streams by RTSP; its picture size is its own. */
export const rtspSchema = z.object({
  type: z.literal('rtsp'),
  url: networkAddressSchema(/^rtsp$/, 'camera').meta({
    title: 'Address',
    description: addressHelp,
    example: 'rtsp://192.168.1.20:554/stream1',
  }),
  ...networkCredentials,
  keepOpen,
});
export type RtspConfiguration = z.infer<typeof rtspSchema>;

/** A camera in the site's network that gives a JPEG to whoever asks its address. */
export const httpSnapshotSchema = z.object({
  type: z.literal('http-snapshot'),
  url: networkAddressSchema(/^https?$/, 'camera').meta({
    title: 'Address',
    description: addressHelp,
    example: 'http://192.168.1.20/snapshot.jpg',
  }),
  ...networkCredentials,
  certificateChecked: z.boolean().default(true).meta({
    title: 'Certificate',
    description: "Of https; not checked where the camera's is one that nobody vouches for.",
  }),
});
export type HttpSnapshotConfiguration = z.infer<typeof httpSnapshotSchema>;

/** A driver as a camera has it. */
export const cameraDriverSchema = z.discriminatedUnion('type', [
  simulatedSkySchema,
  rpicamSchema,
  v4l2Schema,
  rtspSchema,
  httpSnapshotSchema,
]);
/** A driver as it may be asked for from now on. */
export const newCameraDriverSchema = z.discriminatedUnion('type', [
  newSimulatedSkySchema,
  rpicamSchema,
  v4l2Schema,
  rtspSchema,
  httpSnapshotSchema,
]);
export type CameraDriverConfiguration = z.infer<typeof cameraDriverSchema>;

/** Where a camera is, in a few words: its address, its connector, or what it is simulated from. */
export function whereOfDriver(driver: CameraDriverConfiguration): string {
  switch (driver.type) {
    case 'simulated-sky':
      return `seed ${driver.seed}`;
    case 'rpicam':
      return `connector ${driver.camera}`;
    case 'v4l2':
      return driver.device;
    case 'rtsp':
    case 'http-snapshot':
      return driver.url;
  }
}

/**
 * Whether a camera whose driver is changed keeps its password without being told it again. Not for
 * another host or user: whoever may change a camera must not have its password sent elsewhere.
 */
export function keepsPassword(
  before: CameraDriverConfiguration,
  after: CameraDriverConfiguration,
): boolean {
  if (!('url' in before) || !('url' in after)) return false;
  return originOf(before.url) === originOf(after.url) && before.user === after.user;
}

/** `URL.origin` is opaque for rtsp. */
function originOf(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
