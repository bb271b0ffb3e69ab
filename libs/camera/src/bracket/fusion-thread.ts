import { Worker } from 'node:worker_threads';
import { CameraError } from '../camera.errors.ts';
import { abortError } from '../settle-by-signal.ts';

/** What crosses between the threads. */
export interface FusionOrder {
  readonly jpegs: readonly Uint8Array[];
  readonly quality: number;
}
export type FusionReply = { readonly jpeg: Uint8Array } | { readonly failure: string };

/**
 * Fuses exposures in a thread of its own, for seconds of a Pi's processor; the thread and the room it
 * took are gone afterwards. Rejects with a `CameraError`.
 */
export async function fuseInThread(order: FusionOrder, signal: AbortSignal): Promise<Uint8Array> {
  if (signal.aborted) throw abortError(signal);
  // As with the thread that paints: from source a .ts, which Node strips of its types.
  const entry = import.meta.url.endsWith('.ts')
    ? new URL('./fusion-worker.ts', import.meta.url)
    : new URL('./fusion-worker.js', import.meta.url);
  const worker = new Worker(entry, {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    name: 'exposure-fusion',
    workerData: order,
  });
  let stop: () => void = () => undefined;
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      stop = () => reject(abortError(signal));
      signal.addEventListener('abort', stop, { once: true });
      worker.once('message', (reply: FusionReply) => {
        if ('jpeg' in reply) resolve(reply.jpeg);
        else reject(new CameraError('bad-frame', `The bracket was not fused: ${reply.failure}`));
      });
      worker.once('error', (cause) => {
        reject(new CameraError('failed', 'The thread that fuses exposures died.', {}, { cause }));
      });
      worker.once('exit', (code) => {
        reject(new CameraError('failed', `The thread that fuses exposures ended (${code}).`));
      });
    });
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
