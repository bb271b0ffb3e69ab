import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { renderTimelapse } from '@eyrie/timelapse';
import { answerRequests } from '../harness/node-child.ts';
import type { FrameSet } from './frames.ts';
import { bareArguments, settings } from './settings.ts';

export interface RenderRequest {
  readonly set: FrameSet;
  readonly output: string;
  readonly workFolder: string;
  readonly ffmpeg: string;
}

export interface RenderResult {
  readonly wallSeconds: number;
  readonly bytes: number;
}

// Both sides run as a child of a process like this one, so that their costs are read alike.
answerRequests({
  ours: async ({ set, output, workFolder, ffmpeg }: RenderRequest): Promise<RenderResult> => {
    const startedAt = performance.now();
    const video = await renderTimelapse({
      frames: set.frames,
      output,
      fps: settings.fps,
      quality: settings.crf,
      preset: settings.preset,
      threads: settings.threads,
      // As the bare run: whatever else the machine does would be a handicap otherwise.
      nice: 0,
      workFolder,
      ffmpeg: { path: ffmpeg, version: 'as found', source: 'system' },
    });
    if (video.skipped.length > 0) throw new Error('A frame of the bench was skipped.');
    return { wallSeconds: (performance.now() - startedAt) / 1000, bytes: video.bytes };
  },

  bare: async ({ set, output, ffmpeg }: RenderRequest): Promise<RenderResult> => {
    const startedAt = performance.now();
    const child = spawn(ffmpeg, bareArguments(set.folder, output), { stdio: 'inherit' });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    if (code !== 0) throw new Error(`The bare ffmpeg ended with ${code ?? 'a signal'}.`);
    const wallSeconds = (performance.now() - startedAt) / 1000;
    return { wallSeconds, bytes: (await stat(output)).size };
  },
});
