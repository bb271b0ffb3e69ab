import { foundingConfState } from '../core/membership.ts';
import type { Prng } from '../core/prng.ts';
import { NOTHING } from '../core/state.ts';
import type { SnapshotMeta } from '../core/types.ts';
import { type Recovered, Wal } from '../storage/wal.ts';
import { NodeFailed } from './errors.ts';
import type { RaftNodeOptions } from './options.ts';
import { restoreFrom } from './snapshots.ts';

export interface OpenedLog extends Recovered {
  /** What the log stands on; the state machine has it. */
  readonly snapshot: SnapshotMeta;
}

/** Founds or reads the log, and restores the state machine to where it begins. @throws NodeFailed */
export async function openLog<Result>(
  options: RaftNodeOptions<Result>,
  rng: Prng,
): Promise<OpenedLog> {
  const { disk, directory, id, clusterId, stateMachine: machine, snapshots: store } = options;
  const founders = foundingConfState(options.voters ?? []);
  let recovered: Recovered;
  try {
    recovered = await Wal.open({
      disk,
      directory,
      nodeId: id,
      clusterId,
      drawIncarnation: () => drawIncarnation(rng, options.voters !== undefined),
      founding: founders,
    });
  } catch (error) {
    throw new NodeFailed('The log cannot be opened.', error);
  }
  // A log from before founders were written down stands on those who are named now.
  const snapshot = recovered.snapshot ?? { ...NOTHING, confState: founders };
  try {
    if (snapshot.index > 0) await restoreFrom({ machine, store }, snapshot);
  } catch (error) {
    await recovered.wal.close();
    throw new NodeFailed('The snapshot that the log stands on cannot be restored.', error);
  }
  return { ...recovered, snapshot };
}

/** See `Incarnation`: the highest bit tells founders from those who came later. */
function drawIncarnation(rng: Prng, isFounding: boolean): string {
  const high = isFounding ? rng.next() & 0x7fffffff : (rng.next() | 0x80000000) >>> 0;
  return hex32(high) + hex32(rng.next());
}

function hex32(value: number): string {
  return value.toString(16).padStart(8, '0');
}
