import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { CloudAccess } from '../cloud/cloud-access.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { megabytes, type ProgressBar, progressLine } from '../terminal/progress-bar.ts';

const triesMax = 8;

export interface Download {
  /** The file that grows; what is in it already is not asked for again. */
  readonly part: string;
  readonly bytes: number;
  readonly sha256: string;
  /** A new address each time: the last one may be over. */
  readonly address: () => Promise<string>;
}

/**
 * Gets a file whole: goes on where it was cut off, now or in a run before, and compares its hash at the end.
 * Throws `CommandFailure`; what has come stays where it is.
 */
export async function download(
  cloud: CloudAccess,
  { part, bytes, sha256, address }: Download,
  bar: ProgressBar,
): Promise<void> {
  for (let tries = 0; ;) {
    const before = await sizeOf(part);
    if (before >= bytes) break;
    try {
      await getRest(cloud, { part, bytes, sha256, from: before, address }, bar);
    } catch (error) {
      if (error instanceof CommandFailure && error.exitCode !== exitCodes.notRunning) throw error;
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

async function getRest(
  cloud: CloudAccess,
  { part, bytes, sha256, from, address }: Download & { from: number },
  bar: ProgressBar,
): Promise<void> {
  const answer = await cloud.open(await address(), {
    range: `bytes=${from}-`,
    'if-range': `"${sha256}"`,
  });
  // Where it does not know the range any more, it sends everything.
  const start = answer.status === 206 ? from : 0;
  let done = start;
  const count = async function* (source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      done += chunk.byteLength;
      const unit = `bytes of ${megabytes(bytes)}`;
      bar.show(progressLine({ step: 'Download', done, total: bytes, unit }));
      yield chunk;
    }
  };
  if (!answer.body) throw new CommandFailure('The cloud sent nothing.', exitCodes.notRunning);
  const flags = start === 0 ? 'w' : 'r+';
  await pipeline(
    Readable.fromWeb(answer.body as never),
    count,
    createWriteStream(part, { flags, start, mode: 0o600 }),
  );
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => null))?.size ?? 0;
}
