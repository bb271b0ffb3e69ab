import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat, truncate } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { EyrieProblem, type ByteRange, type Media } from '@eyrie/sdk';
import { CommandFailure, exitCodes } from '../failure.ts';
import { sizeText, type ProgressBar, progressLine } from '../terminal/progress-bar.ts';

const triesMax = 8;

export interface Download {
  /** The file that grows; what is in it already is not asked for again. */
  readonly part: string;
  readonly bytes: number;
  readonly sha256: string;
  /** What the progress calls it. */
  readonly step?: string;
  /** The file from that byte on. */
  readonly open: (range: ByteRange) => Promise<Media>;
}

/**
 * Gets a file whole: goes on where it was cut off, now or in a run before, and compares its hash at the end.
 * Throws `CommandFailure`; what has come stays where it is.
 */
export async function download(wanted: Download, bar: ProgressBar): Promise<void> {
  const { part, bytes, sha256 } = wanted;
  for (let tries = 0; ;) {
    const before = await sizeOf(part);
    if (before >= bytes) break;
    try {
      await getRest(wanted, before, bar);
    } catch (error) {
      if (isForGood(error)) throw error;
      // A line that always gets somewhere may be cut as often as it likes.
      tries = (await sizeOf(part)) > before ? 1 : tries + 1;
      if (tries >= triesMax) {
        const message = `The download was cut off ${triesMax} times. Run it again: it goes on there.`;
        throw new CommandFailure(message, exitCodes.tryAgain, { cause: error });
      }
      await delay(250 * 2 ** tries);
    }
  }
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(part) as AsyncIterable<Buffer>) hash.update(chunk);
  if (hash.digest('hex') === sha256) return;
  throw new CommandFailure(`${part} is not what the cloud has: remove it, and run this again.`);
}

/** A refusal stays one; a disk that is full does too. */
function isForGood(error: unknown): boolean {
  if (error instanceof CommandFailure) return true;
  if (error instanceof EyrieProblem) return error.code !== 'sdk.range_ignored';
  const { code } = error as NodeJS.ErrnoException;
  return ['ENOSPC', 'EACCES', 'EROFS', 'EDQUOT', 'EISDIR', 'ENOENT'].includes(code ?? '');
}

async function getRest(
  { part, bytes, open, step = 'Download' }: Download,
  from: number,
  bar: ProgressBar,
): Promise<void> {
  const media = await open({ start: from }).catch(async (error: unknown) => {
    // It does not give parts: what was there is of no use.
    if (error instanceof EyrieProblem && error.code === 'sdk.range_ignored') await truncate(part);
    throw error;
  });
  let done = from;
  const count = async function* (source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      done += chunk.byteLength;
      const unit = `bytes of ${sizeText(bytes)}`;
      bar.show(progressLine({ step, done, total: bytes, unit }));
      yield chunk;
    }
  };
  const flags = from === 0 ? 'w' : 'r+';
  await pipeline(
    Readable.fromWeb(media.stream as never),
    count,
    createWriteStream(part, { flags, start: from, mode: 0o600 }),
  );
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => null))?.size ?? 0;
}
