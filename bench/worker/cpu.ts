import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext, Findings } from '../harness/bench.ts';
import { processorSeconds } from '../harness/cpu-clock.ts';
import type { NodeChild } from '../harness/node-child.ts';
import type { BareRequest } from './bare-process.ts';
import type { Pictures } from './frames.ts';
import { type PictureCamera, WorkerSite } from './worker-site.ts';

interface Scene {
  readonly camera: PictureCamera;
  readonly small: Pictures;
  readonly four: Pictures;
}

/** Processor per frame, of the worker and of scripts, side by side: what disturbs one disturbs all. */
export async function measureCpu(
  context: BenchContext,
  findings: Findings,
  { camera, small, four }: Scene,
): Promise<void> {
  for (let repeat = 1; repeat <= context.repeats; repeat += 1) {
    for (const pictures of [small, four]) {
      const found = await measured(context, { camera, pictures, repeat });
      const { connected, alone, sent, kept, simple } = found;
      const ms = Object.entries(found).map(([who, { perFrameMs }]) => {
        return `${who} ${perFrameMs.toFixed(1)}`;
      });
      context.progress(`cpu, ${pictures.name}, repeat ${repeat}, ms a frame: ${ms.join(', ')}`);
      if (pictures === four) {
        findings.record('cpu/4 × the pixels', 'ours', connected.perFrameMs, connected);
        findings.record('cpu/4 × the pixels', 'theirs', sent.perFrameMs, sent);
        continue;
      }
      findings.record('cpu', 'ours', connected.perFrameMs, connected);
      findings.record('cpu', 'theirs', sent.perFrameMs, sent);
      findings.record('cpu/without the site', 'ours', alone.perFrameMs, alone);
      findings.record('cpu/without the site', 'theirs', kept.perFrameMs, kept);
      findings.record('cpu/script that sends nothing', 'ours', connected.perFrameMs);
      findings.record('cpu/script that sends nothing', 'theirs', kept.perFrameMs);
      findings.record('cpu/script that only measures', 'ours', connected.perFrameMs);
      findings.record('cpu/script that only measures', 'theirs', simple.perFrameMs);
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
  readonly processorSeconds: number;
  readonly wallSeconds: number;
}

/** The first ones compile what the others run. */
const amounts = ({ quick }: BenchContext) =>
  quick ? { warmUp: 16, frames: 5 } : { warmUp: 40, frames: 60 };

async function measured(
  context: BenchContext,
  { camera, pictures, repeat }: Measured,
): Promise<Record<'connected' | 'alone' | 'sent' | 'kept' | 'simple', Found>> {
  const { warmUp, frames } = amounts(context);
  const site = await WorkerSite.open(context);
  const configured = camera.configured(pictures, 1);
  await site.learn(configured, pictures);
  site.start();
  await site.configure([configured]);
  const guests = await WorkerSite.open(context);
  const guest = await guests.guest();
  const script = async (outputs: BareRequest['outputs'], phaseMs: number): Promise<Script> => {
    // In turn from the first for each: the camera counts by name.
    const own = { name: `${pictures.name}-${outputs}`, folder: pictures.folder };
    await camera.show(own);
    const url = camera.urlOf(own);
    const folder = path.join(context.folder, `${outputs}-${pictures.name}-${repeat}`);
    const toWhom = outputs === 'sent' ? guest : null;
    return new Script(context, { url, folder, phaseMs, outputs, guest: toWhom });
  };
  const sent = await script('sent', 300);
  const kept = await script('kept', 550);
  const simple = await script('measured', 800);
  const scripts = [sent, kept, simple];
  await Promise.all([delay(warmUp * 1_000), ...scripts.map((one) => one.run(warmUp))]);
  const [connected, ofSent, ofKept, ofSimple] = await Promise.all([
    ofWorker(site, frames),
    ...scripts.map((one) => one.run(frames)),
  ]);
  await requireJudged(site);
  await site.leave();
  await delay(3_000);
  const alone = await ofWorker(site, frames);
  await site.close();
  await guests.close();
  for (const one of scripts) await one.end();
  return {
    connected,
    alone,
    sent: ofSent as Found,
    kept: ofKept as Found,
    simple: ofSimple as Found,
  };
}

async function ofWorker(site: WorkerSite, frames: number): Promise<Found> {
  const framesBefore = (await site.status())?.framesCaptured ?? 0;
  const before = processorSeconds(site.pid);
  const startedAt = performance.now();
  await delay(frames * 1_000);
  const used = processorSeconds(site.pid) - before;
  const taken = ((await site.status())?.framesCaptured ?? 0) - framesBefore;
  if (taken < frames * 0.8) throw new Error(`Only ${taken} of ${frames} frames were captured.`);
  const wallSeconds = (performance.now() - startedAt) / 1000;
  return { perFrameMs: (used * 1000) / taken, processorSeconds: used, wallSeconds };
}

/** By night, or of a scene that is not known, a frame would cost less. */
async function requireJudged(site: WorkerSite): Promise<void> {
  const { frames, judged } = await site.judged();
  if (judged < frames / 2) throw new Error(`The lens was judged by ${judged} of ${frames} frames.`);
}

class Script {
  private readonly child: NodeChild;

  constructor(
    private readonly context: BenchContext,
    private readonly request: Omit<BareRequest, 'frames'>,
  ) {
    this.child = context.processes.fork(path.join(import.meta.dirname, 'bare-process.ts'));
  }

  async run(frames: number): Promise<Found> {
    const before = processorSeconds(this.child.pid);
    const startedAt = performance.now();
    await this.child.ask('run', { ...this.request, frames } satisfies BareRequest);
    const used = processorSeconds(this.child.pid) - before;
    const wallSeconds = (performance.now() - startedAt) / 1000;
    return { perFrameMs: (used * 1000) / frames, processorSeconds: used, wallSeconds };
  }

  end(): Promise<void> {
    return this.context.processes.end(this.child.process);
  }
}
