import { parentPort, workerData } from 'node:worker_threads';
import type { FusionOrder, FusionReply } from './fusion-thread.ts';
import { fuseJpegs } from './fuse-jpegs.ts';

const port = parentPort;
if (!port) throw new Error('fusion-worker is the entry of a worker thread.');

const { jpegs, quality } = workerData as FusionOrder;
fuseJpegs(jpegs, quality).then(
  (jpeg) => port.postMessage({ jpeg } satisfies FusionReply),
  (error: unknown) => {
    const failure = error instanceof Error ? error.message : String(error);
    port.postMessage({ failure } satisfies FusionReply);
  },
);
