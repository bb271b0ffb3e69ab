import { setTimeout as delay } from 'node:timers/promises';
import { findFfmpeg } from '@eyrie/timelapse';
import type { Bench } from '../harness/bench.ts';
import { buildApps } from '../harness/built-apps.ts';
import { measureCoordinator } from './coordinator.ts';
import { measureCpu } from './cpu.ts';
import { workerFigures } from './figures.ts';
import { makePictures, type Pictures } from './frames.ts';
import { measureJitter } from './jitter.ts';
import { MemoryPeak, memoryOf } from './memory.ts';
import { PictureCamera, WorkerSite } from './worker-site.ts';
import type { BenchContext, Findings } from '../harness/bench.ts';
import { until } from '../harness/wait.ts';

export const workerBench: Bench = {
  name: 'worker',
  sentence: 'Capture, against a bare script that makes the same outputs with sharp.',
  figures: workerFigures,
  notes: [
    'Ours: the built worker and coordinator in processes of their own, on a real disk, over mutual TLS; cloud and (for the worker) leader are small stand-ins in a process of theirs.',
    'The frames are painted and grained beforehand and come from a camera in the network (http-snapshot), as do those of the script.',
    'Jitter counts from the slot to the moment at which that camera is asked, by its own clock; a slot without a frame counts as a whole second. Videos of all frames so far are rendered one after the other meanwhile. Once, whatever the repeats.',
    'Processor per frame is all that the process used in the time, heartbeats and uploads too, at a frame per second, divided by the frames; by day, of a scene that is known, so that lenses are judged. Worker and scripts run side by side.',
    'The script fetches, decodes once and small, measures, judges the lens by the same functions, makes the thumbnail, stamps the file, keeps both and a record, each synced, and sends all three to a site over mutual TLS. “Without the site” both keep and neither sends; the others are ours with its site against a script that does not send, and against one that does not stamp and judge either.',
    'Memory is Rss of /proc/PID/smaps_rollup: what a process needs where it is the only one. At rest no frame was taken since the start; after frames five were, half a minute ago, and what works on pictures stays loaded. Proportional is Pss, where pages that other processes of this machine use as well are shared.',
    'The coordinator leads a site of three; each worker sends a record a second and a picture of 200 KB each five.',
    'Start: from the start of a process that is enrolled and has its configuration until its first picture is on the disk (slots are whole seconds); a coordinator has joined when it knows the leader and runs.',
  ],
  run: async (context, findings) => {
    context.progress('building the worker and the coordinator');
    await buildApps(['edge-worker', 'edge-coordinator']);
    if (['jitter', 'cpu', 'memory-rest', 'memory-12mp', 'start'].some(context.wants)) {
      await measureWorker(context, findings);
    }
    if (context.wants('memory-coordinator') || context.wants('start')) {
      await measureCoordinator(context, findings);
    }
  },
};

async function measureWorker(context: BenchContext, findings: Findings): Promise<void> {
  const { folder, quick, wants, progress } = context;
  const ffmpeg = (await findFfmpeg()).path;
  progress('painting the frames');
  const count = quick ? 2 : 8;
  const make = (name: string, width: number, height: number) =>
    makePictures(ffmpeg, folder, { name, count, width, height });
  const small = await make('1080p', 1920, 1080);
  const camera = await PictureCamera.start(context);
  await camera.show(small);
  for (let repeat = 1; repeat <= context.repeats; repeat += 1) {
    if (wants('memory-rest')) await measureRest(context, findings, camera, small);
    if (wants('start')) await measureStart(context, findings, camera, small);
  }
  if (wants('memory-12mp')) {
    const large = await make('12mp', 4056, 3040);
    await camera.show(large);
    for (let repeat = 1; repeat <= context.repeats; repeat += 1) {
      await measureLarge(context, findings, camera, large);
    }
  }
  if (wants('cpu')) {
    const four = await make('2160p', 3840, 2160);
    await camera.show(four);
    await measureCpu(context, findings, { camera, small, four });
  }
  if (wants('jitter')) await measureJitter(context, findings, { camera, pictures: small });
}

async function measureRest(
  context: BenchContext,
  findings: Findings,
  camera: PictureCamera,
  pictures: Pictures,
): Promise<void> {
  const site = await WorkerSite.open(context);
  site.start();
  await site.configure([camera.configured(pictures, null)]);
  await delay(context.quick ? 3_000 : 60_000);
  const { resident, proportional } = memoryOf(site.pid);
  findings.record('memory-rest', 'ours', resident);
  findings.record('memory-rest/proportional', 'ours', proportional);
  await site.configure([camera.configured(pictures, 1)]);
  await until('frames', async () => ((await site.status())?.framesCaptured ?? 0) >= 5);
  await site.configure([camera.configured(pictures, null)]);
  await delay(context.quick ? 3_000 : 30_000);
  const after = memoryOf(site.pid).resident;
  findings.record('memory-rest/after frames', 'ours', after);
  context.progress(`memory-rest: ${resident.toFixed(1)} MB, after frames ${after.toFixed(1)} MB`);
  await site.close();
}

async function measureLarge(
  context: BenchContext,
  findings: Findings,
  camera: PictureCamera,
  pictures: Pictures,
): Promise<void> {
  const site = await WorkerSite.open(context);
  site.start();
  await site.configure([camera.configured(pictures, 2)]);
  const peak = new MemoryPeak(site.running);
  await delay(context.quick ? 10_000 : 120_000);
  const { resident, proportional } = peak.stop();
  const frames = (await site.status())?.framesCaptured ?? 0;
  if (frames < 2) throw new Error('Next to none of the large frames were captured.');
  findings.record('memory-12mp', 'ours', resident);
  findings.record('memory-12mp/proportional', 'ours', proportional);
  context.progress(`memory-12mp: ${resident.toFixed(1)} MB, ${frames} frames`);
  await site.close();
}

async function measureStart(
  context: BenchContext,
  findings: Findings,
  camera: PictureCamera,
  pictures: Pictures,
): Promise<void> {
  const site = await WorkerSite.open(context);
  site.start();
  await site.configure([camera.configured(pictures, 1)]);
  for (let start = 0; start < (context.quick ? 1 : 5); start += 1) {
    await until('a frame', async () => ((await site.status())?.framesCaptured ?? 0) > 1);
    await site.stop();
    const before = await site.pictures();
    // A start falls anywhere between two slots.
    await delay(Math.random() * 1_000);
    const startedAt = performance.now();
    site.start();
    await until('the first picture', async () => (await site.pictures()) > before, { everyMs: 5 });
    const seconds = (performance.now() - startedAt) / 1000;
    findings.record('start', 'ours', seconds);
    context.progress(`start: ${seconds.toFixed(2)} s`);
  }
  await site.close();
}
