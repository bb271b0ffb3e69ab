import { idFromUuid, type LongOperation, type OperationProgress } from '@eyrie/contracts';
import type { OperationRow } from './operation.entity.ts';

/** An operation as REST shows it. */
export function toOperation(row: OperationRow, now: Date): LongOperation {
  return {
    id: idFromUuid('operation', row.id),
    kind: row.kind,
    state: row.state,
    done: row.finishedAt !== null,
    progress: progressOf(row, now),
    partial_failures: row.partialFailures,
    result: row.result,
    error: row.error,
    cancel_requested: row.cancelRequestedAt !== null,
    created_by: row.startedBy.name,
    created_at: row.createdAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    finished_at: row.finishedAt?.toISOString() ?? null,
  };
}

type Counted = Pick<OperationRow, 'step' | 'done' | 'total' | 'unit' | 'startedAt' | 'finishedAt'>;

/** What is counted, and when it will be through if it goes on like this. */
export function progressOf(row: Counted, now: Date): OperationProgress {
  const { step, done, total, unit } = row;
  return { step, done, total, unit, eta: etaOf(row, now) };
}

/** Before a twentieth is done a forecast is a guess. */
const knownFrom = 0.05;

function etaOf({ done, total, startedAt, finishedAt }: Counted, now: Date): string | null {
  if (total === null || startedAt === null || finishedAt !== null || done === 0) return null;
  if (done < total * knownFrom) return null;
  const spentMs = now.getTime() - startedAt.getTime();
  const leftMs = (spentMs / done) * Math.max(0, total - done);
  return new Date(now.getTime() + Math.round(leftMs)).toISOString();
}
