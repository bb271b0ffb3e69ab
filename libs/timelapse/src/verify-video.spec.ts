import { describe, expect, it } from '@jest/globals';
import { FfmpegProgress } from './ffmpeg-progress.ts';
import { ProgressReporter, type RenderProgress } from './render-progress.ts';
import { videoSize } from './render-plan.ts';
import { compareWithPlan, parseInputFacts } from './verify-video.ts';

describe('what ffmpeg prints of a video', () => {
  it('is read from the input and not from the output', () => {
    const facts = parseInputFacts([
      "Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:/a.mp4':",
      '  Duration: 01:02:03.50, start: 0.000000, bitrate: 12 kb/s',
      '  Stream #0:0[0x1](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(tv, bt709), ' +
        '1920x1080 [SAR 1:1 DAR 16:9], 9 kb/s, 29.97 fps, 29.97 tbr, 30k tbn (default)',
      'Stream mapping:',
      "Output #0, null, to 'pipe:':",
      '  Stream #0:0: Video: wrapped_avframe, yuv420p, 64x64, 25 fps',
    ]);
    const size = { width: 1920, height: 1080 };
    expect(facts).toEqual({ codec: 'h264', ...size, fps: 29.97, durationSeconds: 3723.5 });
  });

  it('differs from the plan in each property that is named', () => {
    const plan = { frames: 30, fps: 30, width: 64, height: 64, codec: 'h264' };
    const facts = { ...plan, durationSeconds: 1 };
    expect(compareWithPlan(facts, plan)).toEqual([]);
    expect(compareWithPlan({ ...facts, frames: 29 }, plan)).toEqual([
      'frames: planned 30, found 29',
    ]);
    expect(compareWithPlan({ ...facts, fps: 25, durationSeconds: 1.2 }, plan)).toEqual([
      'fps: planned 30, found 25',
      'seconds: planned 1, found 1.2',
    ]);
    expect(compareWithPlan({ ...facts, width: 0, codec: '' }, plan)).toHaveLength(2);
  });
});

describe('progress', () => {
  it('is read from pieces that end anywhere', () => {
    const seen: number[] = [];
    const progress = new FfmpegProgress((frames) => seen.push(frames));
    for (const piece of ['fra', 'me=3\nfps=1\nprogress=cont', 'inue\nframe= 12\n', 'frame=9']) {
      progress.add(Buffer.from(piece));
    }
    expect(seen).toEqual([3, 12]);
  });

  it('never goes back, is not told too often, and always tells the end of a step', () => {
    let now = 0;
    const seen: RenderProgress[] = [];
    const reporter = new ProgressReporter(
      (report) => seen.push(report),
      () => now,
    );
    for (const done of [1, 2, 3, 10]) reporter.step('checking', done, 10);
    now = 1_000;
    for (const done of [0, 5, 4, 99]) reporter.step('encoding', done, 10);
    reporter.step('verifying', 10, 10);
    expect(seen.map(({ step, done }) => `${step} ${done}`)).toEqual([
      'checking 1',
      'checking 10',
      'encoding 0',
      'encoding 10',
      'verifying 10',
    ]);
    expect(seen.at(-1)).toMatchObject({ percent: 100, etaSeconds: 0 });
    const percents = seen.map((report) => report.percent);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
  });
});

it('makes even sizes that keep the aspect', () => {
  const frame = { width: 4056, height: 3040 };
  expect(videoSize(frame, {})).toEqual({ width: 4056, height: 3040 });
  expect(videoSize(frame, { height: 1080 })).toEqual({ width: 1440, height: 1080 });
  expect(videoSize(frame, { width: 1921 })).toEqual({ width: 1920, height: 1438 });
  expect(videoSize({ width: 3, height: 1 }, {})).toEqual({ width: 2, height: 2 });
});
