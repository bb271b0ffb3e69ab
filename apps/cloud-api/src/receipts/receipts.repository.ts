import { Injectable } from '@nestjs/common';
import type { SequenceRanges } from '@eyrie/contracts';
import type { TenantSql } from '../tenancy/index.ts';
import { fromMultirange, toMultirange } from './sequence-ranges.ts';

/** What the cloud has of one start of one device. Ids are UUIDs. */
export interface DeviceReceipt {
  deviceId: string;
  bootEpoch: string;
  have: SequenceRanges;
}

export type ReceiptName = Omit<DeviceReceipt, 'have'>;

@Injectable()
export class ReceiptsRepository {
  /**
   * Locks the receipts that there are of devices of a site, and tells what they have. Receipts are
   * locked in one order, so that batches which name the same devices cannot block each other for good.
   */
  lockOfSite(
    tx: TenantSql,
    { organisationId, siteId }: { organisationId: string; siteId: string },
    names: readonly ReceiptName[],
  ): Promise<DeviceReceipt[]> {
    return this.select(
      tx,
      `SELECT r.device_id AS "deviceId", r.boot_epoch AS "bootEpoch", r.have
       FROM receipt r JOIN device d ON d.organisation_id = r.organisation_id AND d.id = r.device_id
       WHERE r.organisation_id = $1 AND d.site_id = $4
         AND (r.device_id, r.boot_epoch) IN (SELECT * FROM unnest($2::uuid[], $3::uuid[]))
       ORDER BY r.device_id, r.boot_epoch FOR UPDATE OF r`,
      [...parametersOf(organisationId, names), siteId],
    );
  }

  /** Locks the receipts as `lockOfSite` does; the first record of a start makes its receipt. */
  async lockOrMake(
    tx: TenantSql,
    organisationId: string,
    names: readonly ReceiptName[],
  ): Promise<DeviceReceipt[]> {
    const parameters = parametersOf(organisationId, names);
    await tx.query(
      `INSERT INTO receipt (organisation_id, device_id, boot_epoch)
       SELECT $1, device_id, boot_epoch
       FROM unnest($2::uuid[], $3::uuid[]) AS n(device_id, boot_epoch)
       ORDER BY device_id, boot_epoch ON CONFLICT DO NOTHING`,
      parameters,
    );
    return this.select(
      tx,
      `SELECT device_id AS "deviceId", boot_epoch AS "bootEpoch", have
       FROM receipt
       WHERE organisation_id = $1
         AND (device_id, boot_epoch) IN (SELECT * FROM unnest($2::uuid[], $3::uuid[]))
       ORDER BY device_id, boot_epoch FOR UPDATE`,
      parameters,
    );
  }

  async save(
    tx: TenantSql,
    organisationId: string,
    receipts: readonly DeviceReceipt[],
  ): Promise<void> {
    await tx.query(
      `UPDATE receipt r SET have = n.have::int8multirange
       FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS n(device_id, boot_epoch, have)
       WHERE r.organisation_id = $1 AND r.device_id = n.device_id AND r.boot_epoch = n.boot_epoch`,
      [
        organisationId,
        receipts.map((r) => r.deviceId),
        receipts.map((r) => r.bootEpoch),
        receipts.map((r) => toMultirange(r.have)),
      ],
    );
  }

  private async select(
    tx: TenantSql,
    sql: string,
    parameters: unknown[],
  ): Promise<DeviceReceipt[]> {
    const rows = await tx.query<(ReceiptName & { have: string })[]>(sql, parameters);
    return rows.map((row) => ({ ...row, have: fromMultirange(row.have) }));
  }
}

function parametersOf(organisationId: string, names: readonly ReceiptName[]): unknown[] {
  return [organisationId, names.map((n) => n.deviceId), names.map((n) => n.bootEpoch)];
}
