import { parentPort } from 'node:worker_threads';
import type { PaintOrder, PaintReply } from './paint-thread.ts';
import { paintFrame } from './paint-frame.ts';

const port = parentPort;
if (!port) throw new Error('paint-worker is the entry of a worker thread.');

port.on('message', ({ order, scene }: PaintOrder) => {
  paintFrame(scene).then(
    (frame) => port.postMessage({ order, frame } satisfies PaintReply),
    (error: unknown) => {
      const failure = error instanceof Error ? error.message : String(error);
      port.postMessage({ order, failure } satisfies PaintReply);
    },
  );
});
