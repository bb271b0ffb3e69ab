import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext, Findings } from '../harness/bench.ts';
import { processorSeconds, processorSecondsOfTree } from '../harness/cpu-clock.ts';
import { percentile } from '../harness/statistics.ts';
import { until } from '../harness/wait.ts';
import type { Pictures } from './frames.ts';
import { type PictureCamera, WorkerSite } from './worker-site.ts';

const slotMs = 1_000;

/** How late the camera is asked, while one video after the other is rendered. */
export async function measureJitter(
  context: BenchContext,
  findings: Findings,
  { camera, pictures }: { camera: PictureCamera; pictures: Pictures },
): Promise<void> {
  const { quick, progress } = context;
  const seconds = quick ? 15 : 600;
  const site = await WorkerSite.open(context);
  site.start();
  const configured = camera.configured(pictures, 1);
  const beganAt = Date.now();
  await site.configure([configured]);
  // Enough for a video.
  await until('frames', async () => ((await site.status())?.framesCaptured ?? 0) >= 5);
  const from = Math.ceil(Date.now() / slotMs) * slotMs;
  const until_ = from + seconds * slotMs;
  const before = processorSeconds(site.pid);
  const renderedBefore = processorSecondsOfTree(site.pid) - before;
  let orders = 0;
  while (Date.now() < until_) {
    const status = await site.status();
    if (status?.render === null) {
      orders += 1;
      await site.render({
        cameraId: configured.cameraId,
        from: beganAt - slotMs,
        to: Date.now() - slotMs,
      });
      await delay(Math.min(1_000, until_ - Date.now()));
    }
    await delay(Math.max(0, Math.min(500, until_ - Date.now())));
  }
  const videos = (await site.status())?.timelapsesRendered ?? 0;
  if (!quick && videos === 0) throw new Error('No video was rendered meanwhile.');
  await delay(2 * slotMs);
  const late = latenessOf(await camera.asked(pictures), from, until_);
  const p99 = percentile(late, 99);
  findings.record('jitter', 'ours', p99);
  findings.record('jitter/p50', 'ours', percentile(late, 50));
  findings.record('jitter/worst', 'ours', Math.max(...late));
  const spent = processorSecondsOfTree(site.pid) - before - renderedBefore;
  progress(
    `jitter: p99 ${p99.toFixed(0)} ms of ${late.length} slots, ${orders} renders ordered, ${videos} made, ${spent.toFixed(0)} CPU s`,
  );
  await site.close();
}

/** Of each slot in the stretch, milliseconds; a slot for which nobody asked counts as a whole one. */
function latenessOf(asked: readonly number[], from: number, to: number): number[] {
  const first = new Map<number, number>();
  for (const at of asked) {
    const slot = Math.floor(at / slotMs);
    if (!first.has(slot)) first.set(slot, at % slotMs);
  }
  return Array.from({ length: (to - from) / slotMs }, (_, index) => {
    return first.get(from / slotMs + index) ?? slotMs;
  });
}
