import { access, constants, statfs } from 'node:fs/promises';
import { sizeText } from '../../terminal/progress-bar.ts';
import { check, type Found } from '../check.ts';
import type { Machine } from '../machine.ts';

/** A share of the disk, and never more than so many bytes: a large disk is not full at 2 %. */
const full = { share: 0.02, bytes: 1e9 };
const low = { share: 0.1, bytes: 5e9 };

export const disk = check({
  id: 'disk',
  looksAt: 'free space, free inodes and writability of the data folder',
  roles: ['server', 'coordinator', 'worker', 'laptop'],
  answers: 'SK-50: no transfer (disk, path)',
  troubles: {
    missing: {
      verdict: 'fault',
      means: 'The folder in which everything is kept is not there.',
      advice: 'Mount the disk or card that it is on, or name the right folder in EYRIE_DATA.',
    },
    'read-only': {
      verdict: 'fault',
      means:
        'Nothing can be written, so that nothing new is kept. A card that fails becomes read-only.',
      advice:
        'Look at the kernel’s messages (dmesg); change the card, or mend owner and mount options.',
    },
    full: {
      verdict: 'fault',
      means:
        'There is no room: captures go to memory and are lost with the next power cut, and Postgres stops.',
      advice:
        'Delete what is not Eyrie’s, keep pictures for a shorter time (retention, in the cloud’s settings), or put in a larger disk.',
    },
    low: {
      verdict: 'warning',
      means: 'Room becomes scarce. A worker deletes what the cloud has before its time.',
      advice:
        'Look what takes the room (du), and keep pictures for a shorter time or put in a larger disk.',
    },
  },
  look: async (machine) => {
    const folders = Object.values(machine.data);
    const looked = await Promise.all((folders.length === 0 ? ['/'] : folders).map(lookAt(machine)));
    return (
      looked.find((found) => 'trouble' in found) ?? looked[0] ?? { notApplicable: 'no folder' }
    );
  },
});

const lookAt =
  ({ data }: Machine) =>
  async (folder: string): Promise<Found<'missing' | 'read-only' | 'full' | 'low'>> => {
    const stats = await statfs(folder).catch(() => null);
    if (!stats) return { trouble: 'missing', saw: `${folder} is not there` };
    const isOurs = Object.values(data).includes(folder);
    const isWritable = await access(folder, constants.W_OK).then(
      () => true,
      () => false,
    );
    const free = stats.bavail * stats.bsize;
    const size = stats.blocks * stats.bsize;
    const isBelow = ({ share, bytes }: typeof full) => free < Math.min(share * size, bytes);
    const inodes = stats.files > 0 ? stats.ffree / stats.files : 1;
    const saw = `${sizeText(free)} of ${sizeText(size)} free in ${folder}`;
    if (isOurs && !isWritable)
      return { trouble: 'read-only', saw: `${folder} cannot be written to` };
    if (inodes < full.share) return { trouble: 'full', saw: `no more files fit into ${folder}` };
    if (isBelow(full)) return { trouble: 'full', saw };
    return isBelow(low) ? { trouble: 'low', saw } : { ok: saw };
  };
