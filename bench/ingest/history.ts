import { randomUUID } from 'node:crypto';
import type pg from 'pg';

/** Rows of one boot epoch: a day of a device that reports each half minute. */
const rowsPerBoot = 2_880;

/** Whose history it is. Ids are UUIDs. */
export interface HistoryOwner {
  readonly organisationId: string;
  readonly deviceId: string;
}

/**
 * Adds telemetry as it would stand there after a long time: in the table's present partition, where it
 * makes the index that every new row goes through larger, with a boot epoch a day and its receipts.
 */
export async function addHistory(
  pool: pg.Pool,
  owners: readonly HistoryOwner[],
  rows: number,
): Promise<void> {
  const boots = Math.ceil(rows / rowsPerBoot);
  for (let boot = 0; boot < boots; boot += 1) {
    const owner = owners[boot % owners.length];
    if (!owner) throw new Error('A history belongs to somebody.');
    const bootEpoch = randomUUID();
    const count = Math.min(rowsPerBoot, rows - boot * rowsPerBoot);
    await pool.query(insertRows, [owner.organisationId, owner.deviceId, bootEpoch, count]);
    await pool.query(insertReceipt, [
      ...[owner.organisationId, owner.deviceId, bootEpoch],
      `{[1,${count + 1})}`,
    ]);
  }
  await pool.query('ANALYZE telemetry');
}

/** Within the present month as far back as it goes, so that it is in one partition with what comes. */
const insertRows = `INSERT INTO telemetry (organisation_id, device_id, boot_epoch, received_at, sequence,
    recorded_at, cpu_percent, memory_used_bytes, memory_total_bytes, disk_used_bytes, disk_total_bytes,
    temperature_c, uptime_seconds, version, backlog_records, backlog_blobs, backlog_blob_bytes)
  SELECT $1, $2, $3, at, n, at, 12, 1, 2, 1, 2, 48.5, 60, '0.1.0', 0, 0, 0
  FROM generate_series(1, $4::bigint) AS n,
    LATERAL (SELECT date_trunc('month', now()) + (now() - date_trunc('month', now())) * n / $4 AS at) AS t`;

const insertReceipt = `INSERT INTO receipt (organisation_id, device_id, boot_epoch, have)
  VALUES ($1, $2, $3, $4)`;
