import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Eyrie } from '@eyrie/sdk';

/** Writes the newest picture of each camera into a folder; answers with the files. */
export async function newestFrames(eyrie: Eyrie, folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { id, last_frame: frame } of eyrie.cameras.list()) {
    // A frame is known before its bytes have reached the cloud.
    if (!frame?.image_url) continue;
    const image = await eyrie.frames.image(frame.id);
    const file = path.join(folder, `${id}.jpg`);
    await pipeline(image.stream, createWriteStream(file));
    files.push(file);
  }
  return files;
}
