import { FfmpegProgress } from './ffmpeg-progress.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

/** What a video file turned out to be, as ffmpeg reads it. */
export interface VideoFacts {
  codec: string;
  width: number;
  height: number;
  fps: number;
  /** From the container, to a hundredth of a second. */
  durationSeconds: number;
  /** Frames that were really decoded. */
  frames: number;
}

interface Inspection {
  binary: string;
  nice?: number;
  signal?: AbortSignal | undefined;
  onFrames?: (frames: number) => void;
}

/**
 * Decodes a video from beginning to end and tells what it is; a decoding error is a `RenderFailed`.
 * ffmpeg itself is asked, since the bundled package has no ffprobe.
 */
export async function inspectVideo(path: string, inspection: Inspection): Promise<VideoFacts> {
  const progress = new FfmpegProgress((frames) => inspection.onFrames?.(frames));
  const lines = await runFfmpeg({
    binary: inspection.binary,
    what: 'Reading the video back',
    args: ['-nostats', '-progress', 'pipe:1', '-xerror', '-err_detect', 'explode']
      // -threads: a decoder holds some frames per thread.
      .concat(['-threads', '2', '-i', `file:${path}`, '-map', '0:v:0', '-f', 'null', '-']),
    nice: inspection.nice ?? 19,
    signal: inspection.signal,
    onStdout: (chunk) => progress.add(chunk),
  });
  return { ...parseInputFacts(lines), frames: progress.frames };
}

/** The facts of the first video stream in what ffmpeg prints of its input; 0 and '' where absent. */
export function parseInputFacts(lines: readonly string[]): Omit<VideoFacts, 'frames'> {
  // The output, which ffmpeg describes in the same words, comes after the input.
  const end = lines.findIndex((line) => /^(Stream mapping|Output #0)/.test(line));
  const input = end < 0 ? lines : lines.slice(0, end);
  const clock = /Duration: (\d+):(\d+):(\d+(?:\.\d+)?)/.exec(input.join('\n'));
  const stream = input.find((line) => /Stream #0:.*: Video: /.test(line)) ?? '';
  const size = /, (\d{1,5})x(\d{1,5})\b/.exec(stream);
  return {
    codec: /Video: (\w+)/.exec(stream)?.[1] ?? '',
    width: Number(size?.[1] ?? 0),
    height: Number(size?.[2] ?? 0),
    fps: Number(/, (\d+(?:\.\d+)?) fps/.exec(stream)?.[1] ?? 0),
    durationSeconds: clock ? Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]) : 0,
  };
}

/** Each way in which a video differs from the plan; none when it is what was planned. */
export function compareWithPlan(
  facts: VideoFacts,
  plan: { frames: number; fps: number; width: number; height: number; codec: string },
): string[] {
  const mismatches: string[] = [];
  const expect = (name: string, planned: number | string, found: number | string, same: boolean) =>
    same || mismatches.push(`${name}: planned ${planned}, found ${found}`);
  expect('frames', plan.frames, facts.frames, plan.frames === facts.frames);
  expect('codec', plan.codec, facts.codec, plan.codec === facts.codec);
  expect('width', plan.width, facts.width, plan.width === facts.width);
  expect('height', plan.height, facts.height, plan.height === facts.height);
  // ffmpeg prints rates with two decimals at most.
  const fpsTolerance = Math.max(0.01, plan.fps * 0.001);
  expect('fps', plan.fps, facts.fps, Math.abs(plan.fps - facts.fps) <= fpsTolerance);
  const seconds = plan.frames / plan.fps;
  const secondsTolerance = 0.02 + 0.5 / plan.fps;
  const sameLength = Math.abs(seconds - facts.durationSeconds) <= secondsTolerance;
  expect('seconds', seconds, facts.durationSeconds, sameLength);
  return mismatches;
}
