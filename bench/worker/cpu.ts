import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext, Findings } from '../harness/bench.ts';
import { processorSeconds } from '../harness/cpu-clock.ts';
import type { Side } from '../harness/figure.ts';
import type { BareRequest } from './bare-process.ts';
import type { Pictures } from './frames.ts';
import { type PictureCamera, WorkerSite } from './worker-site.ts';

interface Scene {
  readonly camera: PictureCamera;
  readonly small: Pictures;
  readonly four: Pictures;
}

const sides: readonly Side[] = ['ours', 'theirs'];

/** Processor per frame, of the worker and of the script, in turns. */
export async function measureCpu(
  context: BenchContext,
  findings: Findings,
  { camera, small, four }: Scene,
): Promise<void> {
  const { repeats, progress } = context;
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    for (const pictures of [small, four]) {
      const key = pictures === small ? 'cpu' : 'cpu/4 × the pixels';
      for (const side of repeat % 2 === 1 ? sides : [...sides].reverse()) {
        const measure = { camera, pictures, repeat };
        const found =
          side === 'ours' ? await ofWorker(context, measure) : await ofScript(context, measure);
        findings.record(key, side, found.perFrameMs, found);
        progress(`${key}, ${side}, repeat ${repeat}: ${found.perFrameMs.toFixed(1)} ms a frame`);
        if (side === 'theirs' && pictures === small) {
          findings.record('cpu/without the site', side, found.perFrameMs, found);
        }
        if (found.aloneMs === null || pictures !== small) continue;
        findings.record('cpu/without the site', side, found.aloneMs);
        progress(`without the site, repeat ${repeat}: ${found.aloneMs.toFixed(1)} ms a frame`);
      }
    }
  }
}

interface Measured {
  readonly camera: PictureCamera;
  readonly pictures: Pictures;
  readonly repeat: number;
}

interface Found {
  readonly perFrameMs: number;
  /** While its site is away; null for the script, which has none. */
  readonly aloneMs: number | null;
  readonly processorSeconds: number;
  readonly wallSeconds: number;
}

/** The first ones compile what the others run. */
const amounts = ({ quick }: BenchContext) =>
  quick ? { warmUp: 3, frames: 5 } : { warmUp: 30, frames: 60 };

async function ofWorker(context: BenchContext, { camera, pictures }: Measured): Promise<Found> {
  const { warmUp, frames } = amounts(context);
  const site = await WorkerSite.open(context);
  site.start();
  await site.configure([camera.configured(pictures, 1)]);
  await delay(warmUp * 1_000);
  const during = async () => {
    const framesBefore = (await site.status())?.framesCaptured ?? 0;
    const before = processorSeconds(site.pid);
    const startedAt = performance.now();
    await delay(frames * 1_000);
    const used = processorSeconds(site.pid) - before;
    const taken = ((await site.status())?.framesCaptured ?? 0) - framesBefore;
    if (taken < frames * 0.8) throw new Error(`Only ${taken} of ${frames} frames were captured.`);
    const wallSeconds = (performance.now() - startedAt) / 1000;
    return { perFrameMs: (used * 1000) / taken, processorSeconds: used, wallSeconds };
  };
  const found = await during();
  await site.leave();
  await delay(3_000);
  const alone = await during();
  await site.close();
  return { ...found, aloneMs: alone.perFrameMs };
}

async function ofScript(
  context: BenchContext,
  { camera, pictures, repeat }: Measured,
): Promise<Found> {
  const { warmUp, frames } = amounts(context);
  const child = context.processes.fork(path.join(import.meta.dirname, 'bare-process.ts'));
  const folder = path.join(context.folder, `bare-${pictures.name}-${repeat}`);
  const ask = (count: number) => {
    const request: BareRequest = { url: camera.urlOf(pictures), folder, frames: count };
    return child.ask('run', request);
  };
  await ask(warmUp);
  const before = processorSeconds(child.pid);
  const startedAt = performance.now();
  await ask(frames);
  const used = processorSeconds(child.pid) - before;
  const wallSeconds = (performance.now() - startedAt) / 1000;
  await context.processes.end(child.process);
  const perFrameMs = (used * 1000) / frames;
  return { perFrameMs, aloneMs: null, processorSeconds: used, wallSeconds };
}
