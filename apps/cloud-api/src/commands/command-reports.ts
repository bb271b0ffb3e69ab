import { Inject, Injectable } from '@nestjs/common';
import {
  commandReportSchema,
  commandReportType,
  type DeviceRecord,
  uuidFromId,
} from '@eyrie/contracts';
import { EventLog } from '../event-log/index.ts';
import type { TenantSql } from '../tenancy/index.ts';
import { commandEvents } from './command-events.ts';
import { CommandsRepository, type ReportRow } from './commands.repository.ts';

/** A result is small facts; what is long is in the file. */
const resultBytesMax = 16_384;

/** Takes what devices say of their commands, as part of the transaction that takes the records. */
@Injectable()
export class CommandReports {
  constructor(
    @Inject(CommandsRepository) private readonly commands: CommandsRepository,
    @Inject(EventLog) private readonly eventLog: EventLog,
  ) {}

  /** Whether there is anything for `take` among them. */
  areAmong(records: readonly { readonly record: DeviceRecord }[]): boolean {
    return records.some(({ record }) => isReport(record));
  }

  /** `deviceId` (UUID) is whose connection the record came from, not what the report says. */
  async take(
    tx: TenantSql,
    organisationId: string,
    records: readonly { readonly deviceId: string; readonly record: DeviceRecord }[],
  ): Promise<void> {
    // In the order of the batch, so that of several reports on one command the last one stays.
    const latest = new Map<string, ReportRow>();
    for (const { deviceId, record } of records) {
      const row = readReport(deviceId, record);
      if (row && !isFinal(latest.get(row.id))) latest.set(row.id, row);
    }
    if (latest.size === 0) return;
    const changed = await this.commands.report(tx, organisationId, [...latest.values()]);
    await this.eventLog.append(tx, organisationId, commandEvents(changed));
  }
}

function isFinal(row: ReportRow | undefined): boolean {
  return row !== undefined && row.state !== 'running';
}

function isReport(record: DeviceRecord): record is Extract<DeviceRecord, { kind: 'event' }> {
  return record.kind === 'event' && record.body.type === commandReportType;
}

function readReport(deviceId: string, record: DeviceRecord): ReportRow | null {
  if (!isReport(record)) return null;
  const report = commandReportSchema.safeParse(record.body.data).data;
  if (!report) return null;
  const { commandId, state, percent, message, refusal, result, file } = report;
  const isTooLong = result !== null && JSON.stringify(result).length > resultBytesMax;
  return {
    id: uuidFromId('command', commandId),
    device_id: deviceId,
    state,
    percent,
    message,
    refusal,
    result: isTooLong ? null : result,
    file_sha256: file?.sha256 ?? null,
    file_bytes: file?.bytes ?? null,
  };
}
