import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Media } from '@eyrie/sdk';
import { sizeText, type ProgressBar, progressLine } from '../terminal/progress-bar.ts';

/** Writes a file of the cloud, whole or not at all; answers with its bytes. */
export async function writeMedia(media: Media, file: string, bar: ProgressBar): Promise<number> {
  const { bytes: total } = media;
  let done = 0;
  const count = async function* (source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      done += chunk.byteLength;
      const unit = total === null ? 'bytes' : `bytes of ${sizeText(total)}`;
      bar.show(progressLine({ step: file, done, total, unit }));
      yield chunk;
    }
  };
  const part = `${file}.part`;
  await pipeline(Readable.fromWeb(media.stream as never), count, createWriteStream(part));
  await rename(part, file);
  return done;
}
