import path from 'node:path';
import { z } from 'zod';
import type { OperationRun, OperationUpdate } from '../operations/index.ts';
import type { Tenancy } from '../tenancy/index.ts';
import type { ExportArchive } from './export-archive.ts';

/** Marking costs a round to the disk and one to the database. */
const markEveryMs = 1_000;

const stateSchema = z.object({
  begunAt: z.string(),
  done: z.number(),
  total: z.number().nullable(),
  /** Rows of the tables that are through. */
  tables: z.record(z.string(), z.number()),
  /** The one that was being written: the key of its last row, rows and entries so far. */
  table: z
    .object({
      name: z.string(),
      after: z.array(z.string()),
      rows: z.number(),
      parts: z.number(),
    })
    .nullable(),
  mediaAfter: z.string(),
  mediaMissing: z.array(z.string()),
});
export type ExportState = z.output<typeof stateSchema>;

/** How far an attempt came, and how much of its draft is on disk for sure. */
export const checkpointSchema = z.object({
  draft: z.string(),
  bytes: z.number().positive(),
  entriesBytes: z.number().positive(),
  state: stateSchema,
});
export type ExportCheckpoint = z.output<typeof checkpointSchema>;

export function newState(): ExportState {
  return {
    begunAt: new Date().toISOString(),
    done: 0,
    total: null,
    tables: {},
    table: null,
    mediaAfter: '',
    mediaMissing: [],
  };
}

/** One attempt at an archive. */
export class ExportJob {
  readonly archive: ExportArchive;
  readonly draft: string;
  readonly state: ExportState;
  private markedAt = 0;

  constructor(
    private readonly tenancy: Tenancy,
    readonly run: OperationRun,
    parts: { archive: ExportArchive; draft: string; state: ExportState },
  ) {
    ({ archive: this.archive, draft: this.draft, state: this.state } = parts);
  }

  get isMarkDue(): boolean {
    return Date.now() - this.markedAt >= markEveryMs;
  }

  /** All entries so far, and `state` as it is now: from here the next attempt goes on. */
  async mark(update: Pick<OperationUpdate, 'step'> = {}): Promise<void> {
    const { run, archive, draft, state } = this;
    run.signal.throwIfAborted();
    const mark = await archive.mark();
    const checkpoint: ExportCheckpoint = { draft: path.basename(draft), ...mark, state };
    await this.tenancy.transaction(run.organisationId, (tx) =>
      run.save(tx, { ...update, done: state.done, total: state.total, checkpoint }),
    );
    this.markedAt = Date.now();
  }
}
