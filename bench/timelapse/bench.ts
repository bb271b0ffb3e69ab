import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { findFfmpeg } from '@eyrie/timelapse';
import type { Bench, BenchContext, Findings } from '../harness/bench.ts';
import { MemoryWatch, processorSeconds } from '../harness/cpu-clock.ts';
import type { Side } from '../harness/figure.ts';
import { timelapseFigures } from './figures.ts';
import { addGrain, fillDay, paintFrames, type FrameSet } from './frames.ts';
import type { RenderRequest, RenderResult } from './render-process.ts';
import { parseSimilarity, similarityArguments } from './settings.ts';

const megabyte = 1_000_000;

export const timelapseBench: Bench = {
  name: 'timelapse',
  sentence: 'Rendering a day, against one bare ffmpeg run with the same encoder settings.',
  figures: timelapseFigures,
  notes: [
    'Both sides use the same ffmpeg binary, 2 encoder threads, niceness 0, and run in a process of their own.',
    'ffmpeg reads the same JPEG files on both sides; ours also decodes each frame before, and the video after.',
    'Memory is the peak of the process and its ffmpeg above what the process held before it began.',
    '60 frames are painted by the simulated sky and walked to and fro until the day is full; the noisy ones have random grain added by ffmpeg.',
    'Deflicker is off on both sides: the library does not have it yet.',
  ],
  run: async (context, findings) => {
    const ffmpeg = (await findFfmpeg()).path;
    for (const set of await makeSets(context, ffmpeg)) {
      for (let repeat = 1; repeat <= context.repeats; repeat += 1) {
        // In turns, so that a slow minute of the machine meets both sides.
        for (const side of repeat % 2 === 1 ? sides : [...sides].reverse()) {
          await renderOnce(context, findings, { set, side, ffmpeg, repeat });
        }
      }
    }
  },
};

/** Noisy first: the figures themselves are of those. */
async function makeSets(
  { folder, quick, progress }: BenchContext,
  ffmpeg: string,
): Promise<FrameSet[]> {
  const [count, painted] = quick ? [12, 6] : [720, 60];
  const size = quick ? { width: 320, height: 180 } : { width: 1920, height: 1080 };
  const inner = async (name: string) => {
    const made = path.join(folder, name);
    await mkdir(made);
    return made;
  };
  const [clean, grainy] = [await inner('painted'), await inner('grainy')];
  progress(`painting ${painted} frames of ${size.width} × ${size.height}, and their noisy twins`);
  await paintFrames({ folder: clean, count: painted, ...size });
  await addGrain(ffmpeg, clean, grainy);
  return [
    await fillDay('noisy', grainy, { folder: await inner('noisy'), count, painted }),
    await fillDay('low noise', clean, { folder: await inner('low-noise'), count, painted }),
  ];
}

const sides: readonly Side[] = ['ours', 'theirs'];

async function renderOnce(
  { folder, processes, progress, repeats }: BenchContext,
  findings: Findings,
  { set, side, ffmpeg, repeat }: { set: FrameSet; side: Side; ffmpeg: string; repeat: number },
): Promise<void> {
  const child = processes.fork(path.join(import.meta.dirname, 'render-process.ts'));
  const output = path.join(folder, `${side}.mp4`);
  const request: RenderRequest = { set, output, workFolder: folder, ffmpeg };
  // Its modules are loaded when it first answers; that is no part of rendering.
  await child.ready();
  const before = processorSeconds(child.pid);
  const memory = new MemoryWatch(child.pid);
  const method = side === 'ours' ? 'ours' : 'bare';
  const { wallSeconds, bytes } = await child.ask<RenderResult>(method, request);
  const peakBytes = memory.stop() - memory.beforeBytes;
  const cost = { processorSeconds: processorSeconds(child.pid) - before, wallSeconds };
  await processes.end(child.process);
  const similarity = await similarityOf(ffmpeg, output, set.folder);
  const part = set.name === 'noisy' ? '' : '/low noise';
  findings.record(`ready${part}`, side, wallSeconds, cost);
  findings.record(`cpu${part}`, side, cost.processorSeconds, cost);
  findings.record(`memory${part}`, side, peakBytes / megabyte);
  findings.record(`size${part}`, side, bytes / megabyte);
  findings.record(`quality${part}`, side, similarity);
  const seconds = `${wallSeconds.toFixed(1)} s, ${cost.processorSeconds.toFixed(1)} CPU s`;
  progress(`${set.name}, ${side}, repeat ${repeat} of ${repeats}: ${seconds}`);
}

async function similarityOf(ffmpeg: string, video: string, folder: string): Promise<number> {
  const run = promisify(execFile);
  const { stderr } = await run(ffmpeg, similarityArguments(video, folder), {
    maxBuffer: 16 * 1024 * 1024,
  });
  return parseSimilarity(stderr);
}
