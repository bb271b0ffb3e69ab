import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from '@eyrie/platform';
import { BlobsRepository, ObjectStore } from '../blobs/index.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { LOGGER } from '../logger.ts';
import { Installation, Tenancy, type TenantSql } from '../tenancy/index.ts';
import { defaultPolicy } from './default-policy.ts';
import {
  RetentionRepository,
  type DeletedBlob,
  type RetentionCounts,
} from './retention.repository.ts';

const framesAtOnce = 500;
const rowsAtOnce = 200;
const eventsAtOnce = 5_000;
const dayMs = 86_400_000;
/** A file so young may belong to an upload whose row is not written yet. */
const orphanAgeMs = dayMs;

interface Run {
  readonly organisationId: string;
  readonly startedAt: string;
  readonly counts: { -readonly [Name in keyof RetentionCounts]: RetentionCounts[Name] };
  readonly signal: AbortSignal;
}

/**
 * Removes what the policies of the organisations do not keep. Everything is done in small steps that
 * are each whole by themselves, and what is to be done is read from what is there: a run that was
 * killed has done a part, and the next one does the rest.
 */
@Injectable()
export class RetentionWork {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(Installation) private readonly installation: Installation,
    @Inject(RetentionRepository) private readonly repository: RetentionRepository,
    @Inject(BlobsRepository) private readonly blobs: BlobsRepository,
    @Inject(ObjectStore) private readonly store: ObjectStore,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** For every organisation; one that fails does not keep the others from theirs. */
  async runAll(signal: AbortSignal, now = Date.now()): Promise<void> {
    await this.installation.dropPastMonths(defaultPolicy(this.configuration).telemetry_days);
    const failures: unknown[] = [];
    for (const organisationId of await this.installation.listOrganisations()) {
      signal.throwIfAborted();
      try {
        await this.run(organisationId, signal, now);
      } catch (error) {
        if (signal.aborted) throw error;
        this.logger.warn(
          { event: 'retention_failed', organisationId, err: error },
          'Old data of an organisation could not be removed; it is tried again at the next run.',
        );
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Retention failed in part.');
  }

  async run(
    organisationId: string,
    signal: AbortSignal,
    now = Date.now(),
  ): Promise<RetentionCounts> {
    const run: Run = {
      organisationId,
      startedAt: new Date(now).toISOString(),
      signal,
      counts: {
        frames_deleted: 0,
        telemetry_deleted: 0,
        events_deleted: 0,
        timelapses_deleted: 0,
        commands_deleted: 0,
        others_deleted: 0,
        blobs_deleted: 0,
        bytes_freed: 0,
      },
    };
    const policy = await this.step(run, (tx) => this.repository.findPolicy(tx, organisationId));
    const kept = policy ?? defaultPolicy(this.configuration);
    const before = (days: number) => new Date(now - days * dayMs).toISOString();
    if (kept.timelapse_days !== null) await this.deleteTimelapses(run, before(kept.timelapse_days));
    if (kept.command_days !== null) await this.deleteCommands(run, before(kept.command_days));
    const refusedBefore = kept.refused_days === null ? null : before(kept.refused_days);
    run.counts.others_deleted += await this.step(run, (tx) =>
      this.repository.deleteOthers(tx, organisationId, refusedBefore),
    );
    if (kept.frame_days !== null) await this.deleteFrames(run, before(kept.frame_days));
    if (kept.media_bytes_max !== null) await this.shrinkMedia(run, kept.media_bytes_max);
    if (kept.telemetry_days !== null) await this.deleteTelemetry(run, before(kept.telemetry_days));
    await this.deleteEvents(run, before(kept.event_days));
    await this.sweepStrays(run);
    await this.sweepOrphans(run, now);
    await this.report(run, true);
    return run.counts;
  }

  private async deleteFrames(run: Run, before: string): Promise<void> {
    while ((await this.deleteSomeFrames(run, before)).frames === framesAtOnce);
  }

  private async deleteTimelapses(run: Run, before: string): Promise<void> {
    const { organisationId, counts } = run;
    for (let rows = rowsAtOnce; rows === rowsAtOnce;) {
      rows = await this.deleteWithFiles(run, (tx) =>
        this.repository.deleteTimelapses(tx, organisationId, { before, limit: rowsAtOnce }),
      );
      counts.timelapses_deleted += rows;
    }
  }

  private async deleteCommands(run: Run, before: string): Promise<void> {
    const { organisationId, counts } = run;
    for (let rows = rowsAtOnce; rows === rowsAtOnce;) {
      rows = await this.deleteWithFiles(run, (tx) =>
        this.repository.deleteCommands(tx, organisationId, { before, limit: rowsAtOnce }),
      );
      counts.commands_deleted += rows;
    }
  }

  /** Rows and the rows of their bytes in one transaction, the files after it. Returns how many. */
  private async deleteWithFiles(
    run: Run,
    deleteRows: (tx: TenantSql) => Promise<{ rows: number; hashes: readonly string[] }>,
  ): Promise<number> {
    const { rows, gone } = await this.step(run, async (tx) => {
      const deleted = await deleteRows(tx);
      const gone = await this.repository.deleteBlobs(tx, run.organisationId, deleted.hashes);
      return { rows: deleted.rows, gone };
    });
    await this.removeBytes(run, gone);
    return rows;
  }

  private async shrinkMedia(run: Run, bytesMax: number): Promise<void> {
    const { organisationId } = run;
    for (;;) {
      const bytes = await this.step(run, (tx) => this.repository.mediaBytes(tx, organisationId));
      if (bytes <= bytesMax) return;
      const { freed } = await this.deleteSomeFrames(run, null);
      // What is left is pinned, of timelapses, or so young that its bytes may still be needed.
      if (freed === 0) return;
    }
  }

  private async deleteSomeFrames(run: Run, before: string | null) {
    const { organisationId, counts } = run;
    const { frames, gone } = await this.step(run, async (tx) => {
      const deleted = await this.repository.deleteFrames(tx, organisationId, {
        before,
        limit: framesAtOnce,
      });
      // In one transaction: a frame never names bytes that are gone, and no row stays behind.
      const gone = await this.repository.deleteBlobs(tx, organisationId, deleted.hashes);
      return { frames: deleted.frames, gone };
    });
    counts.frames_deleted += frames;
    const freed = await this.removeBytes(run, gone);
    if (frames > 0) await this.report(run, false);
    return { frames, freed };
  }

  private async deleteTelemetry(run: Run, before: string): Promise<void> {
    for (;;) {
      const deleted = await this.step(run, (tx) =>
        this.repository.deleteTelemetry(tx, run.organisationId, before),
      );
      if (deleted === null) return;
      run.counts.telemetry_deleted += deleted;
      await this.report(run, false);
    }
  }

  private async deleteEvents(run: Run, before: string): Promise<void> {
    for (;;) {
      const deleted = await this.step(run, (tx) =>
        this.repository.deleteEvents(tx, run.organisationId, { before, limit: eventsAtOnce }),
      );
      run.counts.events_deleted += deleted;
      if (deleted < eventsAtOnce) return;
      await this.report(run, false);
    }
  }

  private async sweepStrays(run: Run): Promise<void> {
    const gone = await this.step(run, (tx) =>
      this.repository.deleteBlobs(tx, run.organisationId, null),
    );
    await this.removeBytes(run, gone);
  }

  /** Removes files without a row: of a run or an upload that was killed between the two. */
  private async sweepOrphans(run: Run, now: number): Promise<void> {
    const { organisationId } = run;
    await this.store.endUploads(organisationId, now - orphanAgeMs);
    for await (const hashes of this.store.listOld(organisationId, now - orphanAgeMs)) {
      const stored = await this.step(run, (tx) =>
        this.blobs.listStored(tx, organisationId, hashes),
      );
      for (const sha256 of hashes) if (!stored.has(sha256)) await this.removeFile(run, sha256);
    }
  }

  private async removeBytes(run: Run, gone: readonly DeletedBlob[]): Promise<number> {
    let freed = 0;
    for (const { sha256, bytes } of gone) {
      await this.removeFile(run, sha256);
      freed += bytes;
    }
    run.counts.blobs_deleted += gone.length;
    run.counts.bytes_freed += freed;
    return freed;
  }

  /** The row is gone by now, unless somebody has stored the bytes anew since. */
  private async removeFile(run: Run, sha256: string): Promise<void> {
    const { organisationId } = run;
    await this.step(run, async (tx) => {
      await this.blobs.lock(tx, organisationId, sha256);
      const stored = await this.blobs.listStored(tx, organisationId, [sha256]);
      if (!stored.has(sha256)) await this.store.remove(organisationId, sha256);
    });
  }

  private report(run: Run, isFinished: boolean): Promise<void> {
    const { organisationId, startedAt, counts } = run;
    return this.step(run, (tx) =>
      this.repository.saveRun(tx, organisationId, { startedAt, isFinished, counts }),
    );
  }

  private step<Result>(run: Run, work: (tx: TenantSql) => Promise<Result>): Promise<Result> {
    run.signal.throwIfAborted();
    return this.tenancy.transaction(run.organisationId, work);
  }
}
