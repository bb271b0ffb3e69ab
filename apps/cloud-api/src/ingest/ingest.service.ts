import { Inject, Injectable } from '@nestjs/common';
import { idFromUuid, type RecordBatch, type RecordBatchResult } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { type DevicePrincipal, NotAuthenticated } from '../authorisation/index.ts';
import { BlobsService } from '../blobs/index.ts';
import { CommandReports } from '../commands/index.ts';
import { stillServes } from '../device-tokens/index.ts';
import { type Fence, FencingService } from '../fencing/index.ts';
import { loopTurns } from '../event-loop/loop-turns.ts';
import { EventLog } from '../event-log/index.ts';
import { LOGGER } from '../logger.ts';
import { ReceiptsRepository, type DeviceReceipt } from '../receipts/index.ts';
import { PipelinedTenancy, type PipelinedSql, type TenantSql } from '../tenancy/index.ts';
import { batchEvents, newestTelemetry, referencedHashes } from './batch-events.ts';
import {
  judge,
  plan,
  readNames,
  receiptNames,
  type BatchPlan,
  type JudgedRecord,
  type NamedRecord,
} from './batch-plan.ts';
import { IngestMetrics } from './ingest.metrics.ts';
import { type DeviceHealthRow, IngestRepository, type SiteBefore } from './ingest.repository.ts';
import {
  frameRow,
  isKind,
  readingRow,
  telemetryRow,
  timelapseRow,
  type Arrival,
} from './record-rows.ts';

type Records = RecordBatch['records'];
/** What became of a batch, and on which timeline of Postgres; null where it has none. */
type Committed = BatchPlan & { readonly history: number | null };

/** Planning and writing down more takes long enough that somebody could wait for it. */
const smallBatchMost = 50;

@Injectable()
export class IngestService {
  constructor(
    @Inject(PipelinedTenancy) private readonly tenancy: PipelinedTenancy,
    @Inject(FencingService) private readonly fencing: FencingService,
    @Inject(ReceiptsRepository) private readonly receipts: ReceiptsRepository,
    @Inject(IngestRepository) private readonly repository: IngestRepository,
    @Inject(BlobsService) private readonly blobs: BlobsService,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(CommandReports) private readonly commandReports: CommandReports,
    @Inject(IngestMetrics) private readonly metrics: IngestMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Takes a batch of a site's records: what is new is committed together with its receipts and its
   * events; what the cloud has already changes nothing. Throws `SiteFenced` for a leader of old.
   */
  async ingest(
    coordinator: DevicePrincipal,
    fence: Fence,
    records: Records,
  ): Promise<RecordBatchResult> {
    const stopTimer = this.metrics.startTimer();
    const done = await this.commitOrSplit(coordinator, fence, records);
    stopTimer();
    const foreign = done.refused.filter(({ refusal }) => refusal.code.startsWith('record.foreign'));
    if (foreign.length > 0) {
      this.logger.warn(
        {
          event: 'foreign_records_refused',
          coordinatorId: coordinator.deviceId,
          siteId: coordinator.siteId,
          records: foreign.length,
        },
        'A coordinator sent records in the name of devices or cameras that are not theirs.',
      );
    }
    return toResult(done);
  }

  /**
   * Postgres may refuse a value that the schema lets pass (a year 0). One such record must not hold
   * up all that come after it: the batch is taken in halves, until the record stands alone.
   */
  private async commitOrSplit(
    coordinator: DevicePrincipal,
    fence: Fence,
    records: Records,
  ): Promise<Committed> {
    try {
      return await this.commit(coordinator, fence, records, (judged) => judged);
    } catch (error) {
      if (!isDataError(error)) throw error;
      if (records.length === 1) {
        return this.commit(coordinator, fence, records, (judged) => judged.map(asUnstorable));
      }
    }
    const middle = records.length >>> 1;
    const first = await this.commitOrSplit(coordinator, fence, records.slice(0, middle));
    const second = await this.commitOrSplit(coordinator, fence, records.slice(middle));
    return joined(first, second);
  }

  private async commit(
    coordinator: DevicePrincipal,
    fence: Fence,
    records: Records,
    adjust: (judged: JudgedRecord[]) => JudgedRecord[],
  ): Promise<Committed> {
    const { organisationId, siteId } = coordinator;
    const named = readNames(records);
    const done = await this.tenancy.transaction(organisationId, async (tx) => {
      const [site, receipts] = await this.open(tx, coordinator, fence, named);
      if (named.length > smallBatchMost) await loopTurns.take();
      const batch = plan(adjust(judge(named, site)), receipts);
      await this.write(tx, organisationId, { siteId, receivedAt: site.receivedAt }, batch);
      return { ...batch, history: site.history };
    });
    this.metrics.count(done);
    return done;
  }

  /** Lets the leader pass, and locks the receipts of those records that are of the site's devices. */
  private async open(
    tx: TenantSql,
    coordinator: DevicePrincipal,
    fence: Fence,
    named: readonly NamedRecord[],
  ): Promise<[Omit<SiteBefore, 'coordinatorStanding'>, DeviceReceipt[]]> {
    const { organisationId } = coordinator;
    const names = receiptNames(named);
    const [, { coordinatorStanding, ...site }, known] = await Promise.all([
      this.fencing.check(tx, coordinator, fence),
      this.repository.knowledgeOf(tx, coordinator),
      this.receipts.lockOfSite(tx, coordinator, names),
    ]);
    // Nobody has asked before (`devicesAskedInTransaction`).
    if (!stillServes(coordinator, coordinatorStanding)) throw new NotAuthenticated();
    const own = names.filter(({ deviceId }) => site.devices.has(deviceId));
    const found = known.filter(({ deviceId }) => site.devices.has(deviceId));
    if (found.length === own.length) return [site, found];
    return [site, await this.receipts.lockOrMake(tx, organisationId, own)];
  }

  /** The statements go out together, with the commit where that is possible, and take effect in this order. */
  private async write(
    tx: PipelinedSql,
    organisationId: string,
    arrival: Arrival,
    batch: BatchPlan,
  ): Promise<void> {
    const { accepted } = batch;
    const hashes = referencedHashes(accepted);
    const tell = (stored: ReadonlySet<string>) =>
      this.eventLog.append(tx, organisationId, batchEvents(accepted, arrival, stored));
    if (hashes.length === 0 && !this.commandReports.areAmong(accepted)) {
      return tx.finish(() =>
        Promise.all([this.insert(tx, organisationId, arrival, batch), tell(new Set())]),
      );
    }
    const [, , , stored] = await Promise.all([
      this.insert(tx, organisationId, arrival, batch),
      // Before the log is locked, as commands are changed elsewhere too.
      this.commandReports.take(tx, organisationId, accepted),
      // From here on the organisation's other writers wait: only what the events need is left.
      this.eventLog.lock(tx, organisationId),
      this.blobs.listStored(tx, organisationId, hashes),
    ]);
    await tx.finish(() => tell(stored));
  }

  private async insert(
    tx: TenantSql,
    organisationId: string,
    arrival: Arrival,
    { accepted, refused, receipts }: BatchPlan,
  ): Promise<void> {
    const telemetry = accepted.filter(isKind('telemetry')).map(telemetryRow);
    const frames = accepted.filter(isKind('frame')).map(frameRow);
    const readings = accepted
      .filter(isKind('event'))
      .flatMap((item) => (item.reading ? [readingRow(item, item.reading)] : []));
    const timelapses = accepted.flatMap(({ deviceId, timelapse }) =>
      timelapse ? [timelapseRow(deviceId, timelapse)] : [],
    );
    const healths = healthRows(accepted, receipts);
    await Promise.all([
      this.repository.insertTelemetry(tx, organisationId, arrival, telemetry),
      this.repository.insertFrames(tx, organisationId, arrival, frames),
      this.repository.insertReadings(tx, organisationId, arrival, readings),
      this.repository.insertTimelapses(tx, organisationId, arrival, timelapses),
      this.repository.insertRefused(tx, organisationId, arrival, refused),
      this.receipts.save(tx, organisationId, receipts),
      this.repository.touchDevices(tx, organisationId, arrival, healths),
    ]);
  }
}

/** Every device that was heard of, with its newest health where the batch has one. */
function healthRows(
  accepted: BatchPlan['accepted'],
  receipts: BatchPlan['receipts'],
): DeviceHealthRow[] {
  const newest = newestTelemetry(accepted);
  return [...new Set(receipts.map(({ deviceId }) => deviceId))].map((deviceId) => {
    const record = newest.get(deviceId)?.record;
    return record?.kind === 'telemetry'
      ? {
          device_id: deviceId,
          health_at: record.recordedAt,
          health: record.body,
          version: record.body.version,
        }
      : { device_id: deviceId, health_at: null, health: null, version: null };
  });
}

/** Classes 22 (data exception) and 23 (constraint) say that the values are at fault. */
function isDataError(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^2[23]/.test(code);
}

function asUnstorable({ name, deviceId, sent }: JudgedRecord): JudgedRecord {
  const reason = 'The record has values that cannot be stored.';
  return { name, deviceId, sent, refusal: { code: 'record.unstorable', reason } };
}

function joined(first: Committed, second: Committed): Committed {
  // The second half has seen what the first one added.
  const receipts = new Map(
    [...first.receipts, ...second.receipts].map((r) => [`${r.deviceId}/${r.bootEpoch}`, r]),
  );
  return {
    accepted: [...first.accepted, ...second.accepted],
    refused: [...first.refused, ...second.refused],
    receipts: [...receipts.values()],
    duplicates: first.duplicates + second.duplicates,
    // Where they differ the first half may be lost already: the next answer tells of the later one.
    history: first.history,
  };
}

function toResult({ receipts, refused, history }: Committed): RecordBatchResult {
  return {
    receipts: receipts.map(({ deviceId, bootEpoch, have }) => ({
      deviceId: idFromUuid('device', deviceId),
      bootEpoch,
      have,
    })),
    refused: refused.map(({ deviceId, sent, refusal }) => {
      const { bootEpoch, sequence } = sent as Record<string, unknown>;
      return {
        deviceId: idFromUuid('device', deviceId),
        bootEpoch: typeof bootEpoch === 'string' ? bootEpoch : '',
        sequence: typeof sequence === 'number' ? sequence : 0,
        ...refusal,
      };
    }),
    ...(history === null ? {} : { history }),
  };
}
