import { isNodeId } from '../core/node-id.ts';
import type { RaftConfig, RaftNodeOptions } from './options.ts';

const KIB = 1024;

const DEFAULTS: Omit<RaftConfig, 'slowWriteTicks'> = {
  tickMs: 50,
  electionTicks: 10,
  heartbeatTicks: 2,
  appendBytesMax: 64 * KIB,
  inflightMessagesMax: 64,
  inflightBytesMax: 1024 * KIB,
  uncommittedBytesMax: 4096 * KIB,
  votersMax: 5,
  promotionTicks: 40,
  promotionLagMax: 100,
  commandBytesMax: 1024 * KIB,
  snapshotEntries: 10_000,
  retainedEntries: 1000,
  diskLowWaterBytes: 8192 * KIB,
};

const MAY_BE_ZERO = new Set([
  'promotionTicks',
  'promotionLagMax',
  'retainedEntries',
  'diskLowWaterBytes',
]);

/** Fills in the defaults. @throws RangeError for what cannot work, before anything is opened. */
export function settle(options: RaftNodeOptions<unknown>): RaftConfig {
  const { electionTicks } = { ...DEFAULTS, ...options.config };
  const config = { ...DEFAULTS, slowWriteTicks: electionTicks, ...options.config };
  for (const [name, value] of Object.entries(config)) {
    const least = MAY_BE_ZERO.has(name) ? 0 : 1;
    check(Number.isInteger(value) && value >= least, `${name} is a whole number from ${least} on`);
  }
  check(config.heartbeatTicks * 2 <= config.electionTicks, 'an election outlasts two heartbeats');
  const { id, voters } = options;
  check([id, ...(voters ?? [])].every(isNodeId), 'a node id is a number in 1…2³²−1');
  check(new Set(voters).size === (voters ?? []).length, 'each voter is named once');
  check(!voters || voters.includes(id), 'a founder is one of the voters');
  check(options.clusterId.length > 0 && options.clusterId.length <= 64, 'a cluster has a short id');
  return config;
}

function check(holds: boolean, rule: string): void {
  if (!holds) throw new RangeError(`Raft's options do not fit: ${rule}.`);
}
