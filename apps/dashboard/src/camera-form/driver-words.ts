import type { CameraDriverConfiguration } from '@eyrie/contracts';
import type { RadioOption } from '../elements/radio-list.tsx';
import { driverFields, type DriverType } from './driver-fields.ts';

/** In the order in which they are offered; a simulated one is the last, and says what it is. */
export const driverChoices: readonly RadioOption<DriverType>[] = [
  {
    value: 'rpicam',
    text: 'On the Pi’s connector',
    sentence: 'A camera module on the flat cable, by rpicam-apps.',
  },
  {
    value: 'v4l2',
    text: 'On USB',
    sentence: 'A webcam, or whatever else shows itself as a video device.',
  },
  {
    value: 'http-snapshot',
    text: 'In the network, by snapshots',
    sentence: 'A camera that gives a JPEG to whoever asks its address.',
  },
  {
    value: 'rtsp',
    text: 'In the network, by its stream',
    sentence: 'A camera that streams by RTSP; frames are taken out of it.',
  },
  {
    value: 'simulated-sky',
    text: 'Simulated',
    sentence: 'No camera at all: a painted sky, for trying things out.',
  },
];

export const driverName = (type: DriverType): string =>
  driverChoices.find(({ value }) => value === type)?.text ?? type;

/** Values that say little by themselves. */
const valueWords: Readonly<Record<string, string>> = {
  'keepOpen auto': 'By itself',
  'keepOpen always': 'Always',
  'keepOpen never': 'Never',
  'format mjpeg': 'MJPEG',
  'format yuyv422': 'YUYV',
  'rotationDeg 0': '0: as it hangs',
  'rotationDeg 180': '180: upside down',
};
export const valueText = (name: string, value: string): string =>
  valueWords[`${name} ${value}`] ?? value;

/** What the worker's profile cannot change: cameras that expose by themselves. */
export const exposesItself = (type: DriverType): boolean =>
  type === 'rtsp' || type === 'http-snapshot' || type === 'v4l2';

/** A driver in a few words, for a person who decides between two. */
export const sayDriver = (driver: CameraDriverConfiguration): string =>
  `${driverName(driver.type)}: ${driverFields(driver.type)
    .filter(({ kind }) => kind !== 'secret')
    .map(({ name, label }) => [label, (driver as Record<string, unknown>)[name]] as const)
    .filter(([, value]) => value !== undefined)
    .map(([label, value]) => `${label} ${String(value)}`)
    .join(', ')}`;
