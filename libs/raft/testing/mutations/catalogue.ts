import { DURABILITY } from './durability.ts';
import { ELECTIONS } from './elections.ts';
import type { Mutation } from './mutation.ts';
import { READS_AND_TRANSFER } from './reads-and-transfer.ts';
import { REPLICATION } from './replication.ts';

export const MUTATIONS: readonly Mutation[] = [
  ...ELECTIONS,
  ...REPLICATION,
  ...DURABILITY,
  ...READS_AND_TRANSFER,
];

export function findMutation(id: string): Mutation {
  const found = MUTATIONS.find((mutation) => mutation.id === id);
  if (!found) throw new Error(`There is no mutation ${id}.`);
  return found;
}
