import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  idFromUuid,
  runtimeFileSchema,
  workerStatusSchema,
  type CameraConfiguration,
  type WorkerStatus,
} from '@eyrie/contracts';
import type { BenchContext } from '../harness/bench.ts';
import { builtCommand } from '../harness/built-apps.ts';
import type { NodeChild } from '../harness/node-child.ts';
import type { Program } from '../harness/process-group.ts';
import { until } from '../harness/wait.ts';
import type { ShowRequest } from './camera-process.ts';
import type { Pictures } from './frames.ts';
import type { Guest } from './bare-delivery.ts';
import type { LearnOrder, RenderOrder, SiteFacts } from './site-process.ts';

/** A camera in the network that gives these pictures. */
export class PictureCamera {
  private constructor(
    private readonly child: NodeChild,
    private readonly port: number,
  ) {}

  static async start({ processes }: BenchContext): Promise<PictureCamera> {
    const child = processes.fork(path.join(import.meta.dirname, 'camera-process.ts'));
    return new PictureCamera(child, await child.ask<number>('listen'));
  }

  show({ name, folder }: Pictures): Promise<void> {
    const request: ShowRequest = { name, folder };
    return this.child.ask('show', request);
  }

  urlOf({ name }: Pictures): string {
    return `http://127.0.0.1:${this.port}/${name}`;
  }

  /** Epoch milliseconds of each time that a picture was asked for. */
  asked({ name }: Pictures): Promise<number[]> {
    return this.child.ask<number[]>('asked', name);
  }

  /** As a worker is configured to use it: a frame in so many seconds, or (null) none for now. */
  configured(pictures: Pictures, intervalSeconds: number | null): CameraConfiguration {
    return {
      cameraId: idFromUuid('camera', randomUUID()),
      name: pictures.name,
      driver: {
        type: 'http-snapshot',
        url: this.urlOf(pictures),
        user: undefined,
        password: undefined,
        certificateChecked: true,
      },
      schedules: [
        {
          type: 'interval',
          name: 'all',
          enabled: intervalSeconds !== null,
          priority: 0,
          intervalSeconds: intervalSeconds ?? 3_600,
        },
      ],
      thumbnailWidthPx: 480,
      timelapse: null,
    };
  }
}

/** A site of one worker: the built product in a process of its own, and what it needs around it. */
export class WorkerSite {
  private worker: Program | null = null;

  private constructor(
    private readonly context: BenchContext,
    private readonly child: NodeChild,
    private readonly facts: SiteFacts,
  ) {}

  static async open(context: BenchContext): Promise<WorkerSite> {
    const child = context.processes.fork(path.join(import.meta.dirname, 'site-process.ts'));
    return new WorkerSite(context, child, await child.ask<SiteFacts>('open'));
  }

  get pid(): number {
    return this.running.pid;
  }

  get running(): Program {
    if (!this.worker) throw new Error('The worker does not run.');
    return this.worker;
  }

  /** Starts it, and does not wait for it. */
  start(): void {
    const { args, env } = builtCommand('edge-worker');
    if (process.env['EYRIE_ARGS']) args.unshift(...process.env['EYRIE_ARGS'].split(','));
    this.worker = this.context.processes.spawn(process.execPath, args, {
      env: {
        ...env,
        ...this.facts.environment,
        EYRIE_CAMERA_NETWORKS: '127.0.0.0/8',
        EYRIE_MDNS_INTERFACE: '127.0.0.1',
        EYRIE_MDNS_PORT: String(20_000 + (process.pid % 20_000)),
        EYRIE_DISK_RESERVE_BYTES: '0',
        EYRIE_LOG_LEVEL: 'warn',
      },
    });
  }

  /** Puts the cameras into force, and waits until they are. */
  async configure(cameras: readonly CameraConfiguration[]): Promise<void> {
    const version = await this.child.ask<number>('configure', cameras);
    await until(
      'the configuration to be in force',
      async () => (await this.status())?.configurationVersion === version,
      { withinMs: 60_000, everyMs: 100 },
    ).catch((error: unknown) => {
      throw new Error(`${String(error)} ${this.worker?.lastWords() ?? ''}`);
    });
  }

  render(order: RenderOrder): Promise<void> {
    return this.child.ask('render', order);
  }

  /** Before the start: its scene is known, so that what lies on its lens is judged. */
  learn(camera: CameraConfiguration, { folder }: Pictures): Promise<void> {
    const order: LearnOrder = { camera, folder };
    return this.child.ask('learn', order);
  }

  guest(): Promise<Guest> {
    return this.child.ask<Guest>('guest');
  }

  judged(): Promise<{ frames: number; judged: number }> {
    return this.child.ask('judged');
  }

  leave(): Promise<void> {
    return this.child.ask('leave');
  }

  /** Null where it does not answer (yet). */
  async status(): Promise<WorkerStatus | null> {
    try {
      const text = await readFile(path.join(this.facts.dataFolder, 'runtime.json'), 'utf8');
      const { opsPort, pid } = runtimeFileSchema.parse(JSON.parse(text));
      if (pid !== this.worker?.pid) return null;
      const response = await fetch(`http://127.0.0.1:${opsPort}/status`);
      return workerStatusSchema.parse(await response.json());
    } catch {
      return null;
    }
  }

  /** Pictures on its disk, small ones among them. */
  async pictures(): Promise<number> {
    const media = path.join(this.facts.dataFolder, 'media');
    const groups = await readdir(media).catch(() => []);
    const files = await Promise.all(
      groups.map((group) => readdir(path.join(media, group)).catch(() => [])),
    );
    return files.flat().filter((name) => name.endsWith('.jpg')).length;
  }

  async stop(): Promise<void> {
    if (this.worker) await this.context.processes.end(this.worker.process);
    this.worker = null;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.child.ask('close');
    await this.context.processes.end(this.child.process);
  }
}
