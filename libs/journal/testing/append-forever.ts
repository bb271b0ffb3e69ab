// Appends from eight callers until it is killed; each acknowledged position is a line on stdout.
import { writeSync } from 'node:fs';
import { Journal, nodeDisk } from '../src/index.ts';

const [directory = ''] = process.argv.slice(2);
const { journal } = await Journal.open({ directory, disk: nodeDisk(), segmentBytesMax: 64 * 1024 });

async function appendForever(caller: number): Promise<never> {
  for (let n = 0; ; n += 1) {
    const payload = Buffer.from(`${caller}:${n}:`.padEnd(200, 'x'));
    const { first } = await journal.append([payload]);
    // Synchronous: what was acknowledged is in the pipe before anything else happens.
    writeSync(1, `${first} ${caller}:${n}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, (_, caller) => appendForever(caller)));
