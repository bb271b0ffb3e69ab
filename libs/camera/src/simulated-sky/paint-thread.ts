import { Worker } from 'node:worker_threads';
import { CameraError } from '../camera.errors.ts';
import type { PaintedFrame, Scene } from './scene.ts';

/** What crosses between the threads. */
export interface PaintOrder {
  readonly order: number;
  readonly scene: Scene;
}
export type PaintReply =
  | { readonly order: number; readonly frame: PaintedFrame }
  | { readonly order: number; readonly failure: string };

interface Waiting {
  resolve(frame: PaintedFrame): void;
  reject(error: CameraError): void;
}

/**
 * Paints in a thread of its own: a frame costs more than a tenth of a second of processor, and the
 * loop that asks for it may hold a broker connection. The thread starts with the first frame, is
 * replaced when it dies, and does not keep the process alive.
 */
export class PaintThread {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private orders = 0;

  paint(scene: Scene): Promise<PaintedFrame> {
    this.worker ??= this.start();
    this.orders += 1;
    const order: PaintOrder = { order: this.orders, scene };
    const frame = new Promise<PaintedFrame>((resolve, reject) => {
      this.waiting.set(order.order, { resolve, reject });
    });
    this.worker.ref();
    this.worker.postMessage(order);
    return frame;
  }

  async close(): Promise<void> {
    const worker = this.worker;
    this.worker = null;
    this.rejectAll(new CameraError('closed', 'The camera was closed.'));
    await worker?.terminate();
  }

  private start(): Worker {
    // From source this is a .ts, which Node itself strips of its types (the painter's files keep to
    // what it can strip, and import no package of the workspace); from dist/ it is a .js. The flags
    // of the process are not handed on: its loader hooks may be given relative to another folder.
    const entry = import.meta.url.endsWith('.ts')
      ? new URL('./paint-worker.ts', import.meta.url)
      : new URL('./paint-worker.js', import.meta.url);
    const worker = new Worker(entry, {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      name: 'simulated-sky',
    });
    worker.unref();
    worker.on('message', (reply: PaintReply) => this.settle(reply));
    worker.on('error', (error) => this.lose(worker, error));
    worker.on('exit', (code) => this.lose(worker, new Error(`exit code ${code}`)));
    return worker;
  }

  private settle(reply: PaintReply): void {
    const waiting = this.waiting.get(reply.order);
    this.waiting.delete(reply.order);
    if (this.waiting.size === 0) this.worker?.unref();
    if ('frame' in reply) waiting?.resolve(reply.frame);
    else waiting?.reject(new CameraError('failed', `The scene was not painted: ${reply.failure}`));
  }

  private lose(worker: Worker, cause: unknown): void {
    if (this.worker !== worker) return;
    this.worker = null;
    this.rejectAll(new CameraError('failed', 'The painting thread died.', {}, { cause }));
  }

  private rejectAll(error: CameraError): void {
    const all = [...this.waiting.values()];
    this.waiting.clear();
    for (const waiting of all) waiting.reject(error);
  }
}
