import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { SkippedFrame } from './errors.ts';
import type { Frame } from './render-options.ts';

/** No camera of ours makes a larger JPEG; more would only be a way to take all the memory. */
const frameBytesMax = 64 * 1024 * 1024;
const framePixelsMax = 120_000_000;

/** Cameras may pad the end of a file; the end marker must be within its last bytes. */
const trailerBytesMax = 64 * 1024;

export interface UsableFrame {
  path: string;
  width: number;
  height: number;
}

export type CheckedFrame = UsableFrame | { path: string; reason: string };

/**
 * Decodes one frame as a whole and says whether a video may use it.
 *
 * ffmpeg ends with exit code 0 on empty, truncated and damaged frames (it stops, repeats or shows
 * the damage), so every frame is decoded here first, with each of the decoder's warnings an error.
 */
export async function checkFrame(frame: Frame): Promise<CheckedFrame> {
  const { path } = frame;
  let bytes: Buffer;
  try {
    const { size } = await stat(path);
    if (size === 0) return { path, reason: 'the file is empty' };
    if (size > frameBytesMax) return { path, reason: `the file is too large (${size} bytes)` };
    bytes = await readFile(path);
  } catch (error) {
    return { path, reason: `the file cannot be read (${codeOf(error)})` };
  }
  if (frame.hash !== undefined && frame.hash !== sha256Of(bytes)) {
    return { path, reason: 'its bytes do not have the recorded hash' };
  }
  if (bytes.readUIntBE(0, Math.min(2, bytes.length)) !== 0xffd8) {
    return { path, reason: 'not a JPEG (no start marker)' };
  }
  if (bytes.subarray(-trailerBytesMax).lastIndexOf('\xff\xd9', undefined, 'latin1') < 0) {
    return { path, reason: 'truncated (no end marker)' };
  }
  return await decode(path, bytes);
}

async function decode(path: string, bytes: Buffer): Promise<CheckedFrame> {
  try {
    // Loaded when it is needed: a process that waits for its next video has no use for 24 MB of it.
    const { default: sharp } = await import('sharp');
    const image = sharp(bytes, { failOn: 'warning', limitInputPixels: framePixelsMax });
    const { format, width, height } = await image.metadata();
    if (format !== 'jpeg') return { path, reason: `not a JPEG but ${format}` };
    // Scaling down while decoding still reads every coded block, at an eighth of the memory.
    await image
      .resize(Math.max(1, Math.floor(width / 8)))
      .raw()
      .toBuffer();
    return { path, width, height };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { path, reason: `damaged (${reason.replaceAll(/\s+/g, ' ').slice(0, 120)})` };
  }
}

/**
 * Splits checked frames into those of the commonest size (the first seen among equals) and the
 * rest: ffmpeg would silently rescale a frame of another size.
 */
export function agreeOnSize(checked: readonly CheckedFrame[]): {
  usable: UsableFrame[];
  skipped: SkippedFrame[];
} {
  const counts = new Map<string, number>();
  for (const frame of checked) {
    if ('reason' in frame) continue;
    counts.set(sizeOf(frame), (counts.get(sizeOf(frame)) ?? 0) + 1);
  }
  let common = '';
  for (const [size, count] of counts) if (count > (counts.get(common) ?? 0)) common = size;
  const usable: UsableFrame[] = [];
  const skipped: SkippedFrame[] = [];
  for (const frame of checked) {
    if ('reason' in frame) skipped.push(frame);
    else if (sizeOf(frame) === common) usable.push(frame);
    else skipped.push({ path: frame.path, reason: `${sizeOf(frame)} pixels, not ${common}` });
  }
  return { usable, skipped };
}

function sizeOf(frame: UsableFrame): string {
  return `${frame.width}x${frame.height}`;
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
