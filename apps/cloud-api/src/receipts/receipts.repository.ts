import { Injectable } from '@nestjs/common';
import type { SequenceRanges } from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
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
   * Locks the receipts and tells what they have; the first record of a start makes its receipt. They
   * are locked in one order, so that batches which name the same devices cannot block each other for
   * good.
   */
  async lock(
    tx: EntityManager,
    organisationId: string,
    names: readonly ReceiptName[],
  ): Promise<DeviceReceipt[]> {
    const found = await this.selectForUpdate(tx, organisationId, names);
    if (found.length === names.length) return found;
    await tx.query(
      `INSERT INTO receipt (organisation_id, device_id, boot_epoch)
       SELECT $1, device_id, boot_epoch
       FROM unnest($2::uuid[], $3::uuid[]) AS n(device_id, boot_epoch)
       ORDER BY device_id, boot_epoch ON CONFLICT DO NOTHING`,
      [organisationId, names.map((n) => n.deviceId), names.map((n) => n.bootEpoch)],
    );
    return this.selectForUpdate(tx, organisationId, names);
  }

  async save(
    tx: EntityManager,
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

  private async selectForUpdate(
    tx: EntityManager,
    organisationId: string,
    names: readonly ReceiptName[],
  ): Promise<DeviceReceipt[]> {
    const rows = await tx.query<(ReceiptName & { have: string })[]>(
      `SELECT device_id AS "deviceId", boot_epoch AS "bootEpoch", have
       FROM receipt
       WHERE organisation_id = $1
         AND (device_id, boot_epoch) IN (SELECT * FROM unnest($2::uuid[], $3::uuid[]))
       ORDER BY device_id, boot_epoch FOR UPDATE`,
      [organisationId, names.map((n) => n.deviceId), names.map((n) => n.bootEpoch)],
    );
    return rows.map((row) => ({ ...row, have: fromMultirange(row.have) }));
  }
}
