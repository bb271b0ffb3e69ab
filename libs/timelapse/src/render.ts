import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { agreeOnSize, checkFrame, type CheckedFrame, type UsableFrame } from './check-frame.ts';
import { NothingToRender, RenderNotVerified } from './errors.ts';
import { FfmpegProgress } from './ffmpeg-progress.ts';
import { findFfmpeg } from './find-ffmpeg.ts';
import { measureFile, publishFile } from './publish-file.ts';
import { untilNoPause } from './pauses.ts';
import type { Frame, RenderedVideo, RenderOptions } from './render-options.ts';
import { assertOptions, encodeArguments, videoSize } from './render-plan.ts';
import { ProgressReporter } from './render-progress.ts';
import { runFfmpeg, throwIfAborted } from './run-ffmpeg.ts';
import { compareWithPlan, inspectVideo } from './verify-video.ts';

/**
 * Renders JPEG frames to an MP4 that is verified before it appears at `output`.
 *
 * Throws `NothingToRender`, `RenderFailed`, `RenderNotVerified`, `RenderAborted`, `FfmpegMissing`,
 * and a `RangeError` for options out of range. Whatever is thrown, `output` is as it was before.
 */
export async function renderTimelapse(options: RenderOptions): Promise<RenderedVideo> {
  assertOptions(options);
  const { signal } = options;
  const report = options.onProgress ?? (() => undefined);
  const progress = new ProgressReporter(report, () => performance.now());
  const { usable, skipped } = agreeOnSize(await checkFrames(options, progress));
  const [first] = usable;
  if (first === undefined) throw new NothingToRender(skipped);
  const ffmpeg = options.ffmpeg ?? (await findFfmpeg());
  const size = videoSize(first, options);
  const output = resolve(options.output);
  const temporary = `${output}.part`;
  const links = await mkdtemp(join(resolve(options.workFolder), 'eyrie-render-'));
  const child = { binary: ffmpeg.path, nice: options.nice ?? 19, signal, pauses: options.pauses };
  try {
    await linkFrames(usable, links, signal);
    progress.step('encoding', 0, usable.length);
    const encoded = new FfmpegProgress((done) => progress.step('encoding', done, usable.length));
    await runFfmpeg({
      ...child,
      what: 'Encoding the video',
      args: encodeArguments(options, size, temporary),
      cwd: links,
      onStdout: (chunk) => encoded.add(chunk),
    });
    progress.step('verifying', 0, usable.length);
    const facts = await inspectVideo(temporary, {
      ...child,
      // The step's last report is kept back until the video is published.
      onFrames: (done) =>
        progress.step('verifying', Math.min(done, usable.length - 1), usable.length),
    });
    const plan = { ...size, frames: usable.length, fps: options.fps, codec: 'h264' };
    const mismatches = compareWithPlan(facts, plan);
    if (mismatches.length > 0) throw new RenderNotVerified(mismatches);
    const file = await measureFile(temporary);
    throwIfAborted(signal);
    await publishFile(temporary, output);
    progress.step('verifying', usable.length, usable.length);
    const { frames, durationSeconds } = facts;
    const video = { frames, fps: options.fps, durationSeconds, ...size, codec: 'h264' as const };
    return { path: output, ...file, ...video, skipped };
  } finally {
    await rm(temporary, { force: true });
    await rm(links, { recursive: true, force: true });
  }
}

/** One at a time: a decoded frame is large, and a Pi has other things to do. */
async function checkFrames(
  options: RenderOptions,
  progress: ProgressReporter,
): Promise<CheckedFrame[]> {
  const frames = [...options.frames].sort((a: Frame, b: Frame) => a.capturedAt - b.capturedAt);
  const checked: CheckedFrame[] = [];
  throwIfAborted(options.signal);
  for (const frame of frames) {
    await untilNoPause(options.pauses, options.signal);
    checked.push(await checkFrame(frame));
    throwIfAborted(options.signal);
    progress.step('checking', checked.length, frames.length);
  }
  return checked;
}

/** Numbers the frames without a gap: at a missing number ffmpeg stops, and calls that success. */
async function linkFrames(
  frames: readonly UsableFrame[],
  folder: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const [index, frame] of frames.entries()) {
    throwIfAborted(signal);
    await symlink(resolve(frame.path), join(folder, `${String(index).padStart(8, '0')}.jpg`));
  }
}
