import { DISKS } from './disks.ts';
import { DURABILITY } from './durability.ts';
import { ELECTIONS } from './elections.ts';
import { MEMBERSHIP } from './membership.ts';
import type { Mutation } from './mutation.ts';
import { READS_AND_TRANSFER } from './reads-and-transfer.ts';
import { REPLICATION } from './replication.ts';
import { SESSIONS } from './sessions.ts';
import { SNAPSHOTS } from './snapshots.ts';

export const MUTATIONS: readonly Mutation[] = [
  ...ELECTIONS,
  ...REPLICATION,
  ...SNAPSHOTS,
  ...DURABILITY,
  ...DISKS,
  ...READS_AND_TRANSFER,
  ...MEMBERSHIP,
  ...SESSIONS,
];

export function findMutation(id: string): Mutation {
  const found = MUTATIONS.find((mutation) => mutation.id === id);
  if (!found) throw new Error(`There is no mutation ${id}.`);
  return found;
}
