import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { hashSync, verifySync } from '@node-rs/argon2';
import type { HashingOrder, HashingReply } from './hashing-thread.ts';

const port = parentPort;
if (!port) throw new Error('hashing-worker is the entry of a worker thread.');

// A report of the process has one of each thread, which would tell the environment of the process all the same.
process.report.excludeEnv = true;

/** Of the values from -20 to 19; such a thread has a tenth of what one has that everybody waits for. */
const priority = 10;
// In Linux this is of the thread that asks; elsewhere it would be of the whole process.
if (process.platform === 'linux') setPriority(priority);

port.on('message', ({ id, ...order }: HashingOrder) => {
  let reply: HashingReply;
  try {
    const result =
      'passwordHash' in order
        ? verifySync(order.passwordHash, order.password)
        : hashSync(order.password, order.parameters);
    reply = { id, result };
  } catch (error) {
    reply = { id, failure: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(reply);
});
