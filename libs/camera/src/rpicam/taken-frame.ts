import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CameraError } from '../camera.errors.ts';
import type { CapturedFrame } from '../camera.ts';
import { jpegSize } from '../jpeg-size.ts';
import { bootClockGrainMs, bootMs } from './boot-clock.ts';
import type { RpicamOutput } from './rpicam-arguments.ts';
import { MetadataUnusable, readRpicamMetadata, type RpicamMetadata } from './rpicam-metadata.ts';

/** No still is larger: a full-size raw has 25 MB. */
const imageBytesMax = 100 * 1024 * 1024;
/** The sensor's clock and ours are read by different ways. */
const slackMs = 2 * bootClockGrainMs;

export interface TakenFrame {
  readonly frame: CapturedFrame;
  /** The sensor gave it before it was asked for; a running camera has such frames in its queue. */
  readonly isOfBefore: boolean;
}

/**
 * Reads what the program wrote, and takes the files away. The picture may be a broken one, for
 * `validateFrame` to judge; but what is said of it must be true, so metadata that are not those of
 * this frame make it a 'bad-frame'.
 */
export async function readTakenFrame(
  folder: string,
  output: RpicamOutput,
  { askedAtMs, nowMs }: { askedAtMs: number; nowMs: () => number },
): Promise<TakenFrame> {
  try {
    const jpeg = await readImage(join(folder, output.image));
    const metadata = await readMetadata(join(folder, output.metadata));
    const agoMs = bootMs() - metadata.sensorAtMs;
    if (agoMs < -slackMs) {
      throw new CameraError('bad-frame', 'The metadata are of a time that is still to come.');
    }
    const size = jpegSize(jpeg);
    return {
      frame: {
        jpeg,
        width: size?.width ?? 0,
        height: size?.height ?? 0,
        exposureStartedAt: Math.round(nowMs() - Math.max(0, agoMs)),
        exposure: metadata.exposure,
        metered: metadata.metered,
        metadata: metadata.facts,
      },
      isOfBefore: metadata.sensorAtMs < askedAtMs - slackMs,
    };
  } finally {
    await removeOutput(folder, output);
  }
}

export async function removeOutput(folder: string, output: RpicamOutput): Promise<void> {
  await rm(join(folder, output.image), { force: true });
  await rm(join(folder, output.metadata), { force: true });
}

async function readImage(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > imageBytesMax) throw new Error(`It has ${size} bytes.`);
    return await readFile(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `The program ended well but left no picture. ${why}`;
    throw new CameraError('bad-frame', message, {}, { cause: error });
  }
}

async function readMetadata(file: string): Promise<RpicamMetadata> {
  try {
    return readRpicamMetadata(await readFile(file, 'utf8'));
  } catch (error) {
    const why = error instanceof MetadataUnusable ? error.message : 'They are not there.';
    const message = `The metadata of the frame cannot be used. ${why}`;
    throw new CameraError('bad-frame', message, {}, { cause: error });
  }
}
