import type { FoundCamera } from './found-camera.ts';

/** `0 : imx477 [4056x3040 12-bit RGGB] (/base/soc/…)`: a line for each camera among many of its modes. */
const line = /^\s*(\d+) : (\S+) \[(\d+)x(\d+)[^\]]*\]/gm;

/** Reads what `rpicam-still --list-cameras` prints. */
export function readRpicamList(text: string): FoundCamera[] {
  return [...text.matchAll(line)].map(([, camera, name = '', width, height]) => ({
    driver: 'rpicam',
    camera: Number(camera),
    name,
    width: Number(width),
    height: Number(height),
  }));
}
