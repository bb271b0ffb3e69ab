import type { ArchiveState } from '@eyrie/contracts';
import { type FindOperator, IsNull, Not } from 'typeorm';

/** The condition on rows that may be put away. */
export function archivedAtOf(state: ArchiveState): { archivedAt?: FindOperator<Date> } {
  if (state === 'all') return {};
  // TypeORM types it by what it might be compared with, which is nothing here.
  const isNull = IsNull() as FindOperator<Date>;
  return { archivedAt: state === 'active' ? isNull : Not(isNull) };
}
